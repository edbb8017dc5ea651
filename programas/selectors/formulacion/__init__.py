"""What the pages of the formulation read: the workbench, a whole row with its version, the weights."""
