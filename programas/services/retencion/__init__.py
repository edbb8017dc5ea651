"""What is not kept for good: how long each kind stays, and its deletion. Nothing official is ever touched.

The record, what was submitted or said, closings and certificates the database itself refuses to delete; evidence,
workbooks and everything of a closed year are of no kind listed here (``tests/.../test_retencion.py``).
"""

from programas.services.retencion.partes import PARTES, Parte, Purgada, purge_instalacion

__all__ = ["PARTES", "Parte", "Purgada", "purge_instalacion"]
