"""How a kind of file is recognised among those that people have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that has a reader.

    Parameters
    ----------
    code : str
        Such as "gias".
    label : str
        The same in words.
    recognises : callable
        Says of the rows in which a header could stand, as `first_rows` gives them, whether the
        file is of this kind.
    """

    code: str
    label: str
    recognises: Callable[[Sequence[Sequence[str]]], bool]
