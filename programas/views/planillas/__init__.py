"""Workbooks in: uploaded, previewed, asked about, applied, and undone."""
