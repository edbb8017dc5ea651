"""Uploads and imports of workbooks, ready to be shown."""
