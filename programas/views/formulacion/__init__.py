"""The pages of the formulation of a programme: its workbench, its rows, weights, instancias and copies."""
