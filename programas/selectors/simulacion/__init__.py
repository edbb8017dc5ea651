"""What if: a scenario held by an address, decided by ``scoring`` and compared with today. Nothing is written."""
