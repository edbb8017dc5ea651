"""Official documents for Word: to be read, and to be gone on with."""
