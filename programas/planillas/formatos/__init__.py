"""The kinds of file in which a workbook may come, each read into the same grids."""
