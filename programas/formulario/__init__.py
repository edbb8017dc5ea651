"""THE OFFICIAL FORM AS DATA: sheets, columns, notes, and how each cell is read, shown and validated.

Pages, the reader of workbooks, exports and help are derived from it: a change of the form is a change here.
"""
