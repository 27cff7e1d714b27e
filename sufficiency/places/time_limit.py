"""A time limit on work that cannot be interrupted from within: another process does it.

OR-tools comes back when it has an answer, and neither Ctrl-C nor a clock reaches it before. A
process can be ended at any moment.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any, TypeVar

from sufficiency.errors import NotPossibleError, with_kind
from sufficiency.places.statuses import NoAnswerError, Status
from sufficiency.workers import interrupt_ignored, wait_for_hand_over

Made = TypeVar("Made")

MOST_SECONDS = 30 * 24 * 60 * 60
"""The longest time limit, of thirty days: Windows cannot wait for longer than 49 at once, and
elsewhere too there is a time that no clock holds [seconds]."""


def checked_seconds(seconds: object) -> float:
    """Take a time limit only if it is one.

    Parameters
    ----------
    seconds : object
        What the user gave [seconds].

    Returns
    -------
    float
        Above nought, and no more than `MOST_SECONDS`.

    Raises
    ------
    NotPossibleError
        Where it is anything else; True is none.
    """
    is_number = isinstance(seconds, Real) and not isinstance(seconds, bool)
    if not (is_number and 0 < seconds <= MOST_SECONDS):  # type: ignore[operator]
        raise NotPossibleError.of("seconds_limit", value=_shown(seconds), most=MOST_SECONDS)
    return float(seconds)  # type: ignore[arg-type]


def _shown(seconds: object) -> str:
    return f"{seconds:g}" if isinstance(seconds, float) else with_kind(seconds)


def done_within(seconds: float, what: str, function: Callable[..., Made], *given: Any) -> Made:
    """Do work in another process, and end that process where it takes too long.

    Ctrl-C ends it too: it ignores the key itself, and is ended by this process. Where this process
    is ended from outside and so cannot, the other does its work to the end, time limit or not, and
    may then stay, idle, until somebody ends it.

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
        made: Made = future.result(timeout=seconds)
    except TimeoutError as error:
        more = min(10 * seconds, MOST_SECONDS)
        raise NoAnswerError.because(
            Status.STOPPED, "time_is_over", what=what, seconds=seconds, more=more
        ) from error
    except BrokenProcessPool as error:
        # It may end at any moment: while it starts, before it is handed the work, or at work.
        raise NoAnswerError.because(Status.STOPPED, "process_ended", what=what) from error
    else:
        return made
    finally:
        # Loky loses its way where it is ended between taking a call and handing it on.
        wait_for_hand_over(calls)
        executor.shutdown(wait=True, kill_workers=True)


def _is_loaded(function: Callable[..., object]) -> bool:
    """Say that the process runs: whoever can be handed a function has loaded its module."""
    return callable(function)
