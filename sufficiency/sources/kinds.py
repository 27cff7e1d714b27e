"""What a reader says of itself, so that a file can be recognised as one of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sufficiency.sources.reading import Reading


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that people have.

    Parameters
    ----------
    code : str
        Short name, such as "gias".
    label : str
        The same in words.
    recognises : callable
        Says from the first rows of a file whether it is of this kind.
    read : callable
        Reads it.
    """

    code: str
    label: str
    recognises: Callable[[Sequence[Sequence[str]]], bool]
    read: Callable[..., Reading]
