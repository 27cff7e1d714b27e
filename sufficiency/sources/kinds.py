"""Kinds of files that people have: each can be told by its first rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sufficiency.sources.reading import Reading


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, how it is told from others, and what reads it.

    Parameters
    ----------
    code : str
        Short name, such as "gias".
    label : str
        The same in words.
    recognises : callable
        Says of the first rows of a file (of all sheets, as `first_rows` gives them) whether it
        is of this kind.
    read : callable
        Reads such a file.
    """

    code: str
    label: str
    recognises: Callable[[Sequence[Sequence[str]]], bool]
    read: Callable[..., Reading]
