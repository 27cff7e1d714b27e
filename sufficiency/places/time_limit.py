"""A time limit on work that cannot be interrupted from within: another process does it.

OR-tools comes back when it has an answer, and neither Ctrl-C nor a clock reaches it before. A
process can be ended at any moment.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real
from typing import Any, TypeVar

from sufficiency.errors import NotPossibleError, with_kind
from sufficiency.places.statuses import NoAnswerError, Status
from sufficiency.workers import interrupt_ignored, wait_for_hand_over

Made = TypeVar("Made")


def checked_seconds(seconds: object) -> float:
    """Take a time limit only if it is one.

    Parameters
    ----------
    seconds : object
        What the user gave [seconds].

    Returns
    -------
    float
        Above nought, and with an end.

    Raises
    ------
    NotPossibleError
        Where it is anything else; True is none.
    """
    is_number = isinstance(seconds, Real) and not isinstance(seconds, bool)
    if not (is_number and math.isfinite(seconds) and seconds > 0):  # type: ignore[arg-type, operator]
        raise NotPossibleError.of("seconds_limit", value=_shown(seconds))
    return float(seconds)  # type: ignore[arg-type]


def _shown(seconds: object) -> str:
    return f"{seconds:g}" if isinstance(seconds, float) else with_kind(seconds)


def done_within(seconds: float, what: str, function: Callable[..., Made], *given: Any) -> Made:
    """Do work in another process, and end that process where it takes too long.

    Ctrl-C ends it too: it ignores the key itself, and is ended by this process.

    Parameters
    ----------
    seconds : float
        From handing the work over, once the process has started [seconds].
    what : str
        The work in words, as in "the solve of 3 cells", for the error.
    function : callable
        Of a module, so that another process can find it.
    *given
        What to call it with.

    Returns
    -------
    object
        What it returned.

    Raises
    ------
    NoAnswerError
        Where the time is over, or the process ends by itself.
    """
    from joblib.externals.loky import ProcessPoolExecutor
    from joblib.externals.loky.process_executor import BrokenProcessPool

    executor, calls = ProcessPoolExecutor(max_workers=1), []
    try:
        with interrupt_ignored():
            started = executor.submit(_is_loaded, function)
        started.result()
        future = executor.submit(function, *given)
        calls.append(future)
        try:
            made: Made = future.result(timeout=seconds)
        except TimeoutError as error:
            raise NoAnswerError.because(
                Status.STOPPED, "time_is_over", what=what, seconds=seconds, more=10 * seconds
            ) from error
        except BrokenProcessPool as error:
            raise NoAnswerError.because(Status.STOPPED, "process_ended", what=what) from error
        return made
    finally:
        # Loky loses its way where it is ended between taking a call and handing it on.
        wait_for_hand_over(calls)
        executor.shutdown(wait=True, kill_workers=True)


def _is_loaded(function: Callable[..., object]) -> bool:
    """Say that the process runs: whoever can be handed a function has loaded its module."""
    return callable(function)
