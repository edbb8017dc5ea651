"""Reads: grouped queries into frozen rows, the same for every page, export and command."""
