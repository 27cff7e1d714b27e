"""The banner of HiGHS, which no option of it keeps from the console."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any


@cache
def without_banner() -> None:
    """Let HiGHS print its banner, once a process and past `msg=False`, where nobody reads it."""
    import highspy

    make_solver: Any = highspy.Highs
    sys.stdout.flush()
    try:
        shown = os.dup(1)
    except OSError:
        return  # There is no console, so nothing is printed on it.
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            make_solver()
    finally:
        os.dup2(shown, 1)
        os.close(shown)
