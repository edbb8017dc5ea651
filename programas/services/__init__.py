"""Writes: one atomic, keyword-only function per act, each checking who acts and leaving its record."""
