"""Etapa 4: what was achieved against what was committed, why not, and what became of each recommendation."""
