"""The web forms of the formulation, derived from the declaration of the official form."""
