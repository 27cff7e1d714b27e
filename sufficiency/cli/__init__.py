"""The verbs on the command line."""

from sufficiency.cli.main import main

__all__ = ["main"]
