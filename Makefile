# Everything runs from a bare checkout with Python 3.11 or newer: the environment is made on first use.
PYTHON ?= $(shell command -v python3.11 || command -v python3)

.PHONY: run test check bench stress capturas vulnerabilidades
run test check bench stress capturas vulnerabilidades:
	@$(PYTHON) -m gestion_territorial.bootstrap $@
