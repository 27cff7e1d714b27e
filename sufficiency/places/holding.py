"""What answers and proofs rest on is held, also where Python leaves assertions out (`-O`)."""

from __future__ import annotations

import numpy as np


class ProgramFaultError(ValueError):
    """What an answer or a proof rests on is not so: a fault of the program, and not of the user."""


def hold(
    is_so: bool | np.bool_, words: str, error: type[ProgramFaultError] = ProgramFaultError
) -> None:
    """Raise where something is not so that must be.

    Parameters
    ----------
    is_so : bool
    words : str
        What is not so, or what must be.
    error : type, optional
        The kind of error.

    Raises
    ------
    ProgramFaultError
        Whether or not assertions are left out.
    """
    if not is_so:
        raise error(words)
