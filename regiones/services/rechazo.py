"""The one family of refusals that services raise: each tells the user why nothing was written."""


class ActoRechazado(Exception):
    """An act that the rules of the domain do not admit. Its message is for the user."""
