"""Notes of a command: told on the error stream, and kept for what is printed for a program."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from sufficiency.errors import Finding

_TOLD: ContextVar[tuple[Finding, ...]] = ContextVar("_TOLD", default=())


def forget_notes() -> None:
    """Start a command: nothing was told yet."""
    _TOLD.set(())


def tell_note(note: Finding, words: str = "") -> None:
    """Tell a note on the error stream, and keep it for a program.

    Parameters
    ----------
    note : Finding
    words : str, optional
        How it is told to a person; the note with its remedy of the command line if left out.
    """
    typer.echo(f"Note. {words or note.on_command_line}", err=True)
    _TOLD.set((*_TOLD.get(), note))


def told_notes() -> tuple[Finding, ...]:
    """Give what this command told so far on the error stream, each note once."""
    return tuple(dict.fromkeys(_TOLD.get()))
