"""For whoever waits: a bar that tells how far it is, and all cores where there is much to do."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from typing import Any

SECONDS_BEFORE = 2.0


def progress_bar(total: int, words: str, *, shown: bool) -> Any:
    """Open a bar on the error stream, which goes away when it is done.

    Parameters
    ----------
    total : int
        Steps in all.
    words : str
        What is being done.
    shown : bool
        Whether to show it at all.

    Returns
    -------
    tqdm.tqdm
        A context manager, with `update()` for each step.
    """
    from tqdm import tqdm

    return tqdm(
        total=total,
        desc=words,
        disable=not shown,
        delay=SECONDS_BEFORE,
        leave=False,
        bar_format="{desc}: {percentage:3.0f} % |{bar}| {elapsed}, about {remaining} to go",
        ascii=True,
    )


def processes(asked: int | None, *, draws: int, many: int) -> int:
    """Say how many processes share the work: as asked, or all cores where there is much of it.

    Parameters
    ----------
    asked : int or None
        What the user said; None where nothing was.
    draws : int
        Draws to be done.
    many : int
        From so many draws on, starting other processes takes less time than it saves.
    """
    if asked is not None:
        return asked
    return max(os.cpu_count() or 1, 1) if draws >= many else 1


def done_by(workers: int, work: Iterable[Any]) -> Iterator[Any]:
    """Do delayed calls in some processes, and give what they return, in order.

    Parameters
    ----------
    workers : int
        Processes.
    work : iterable
        Of `joblib.delayed` calls.

    Yields
    ------
    object
        What each call returned.
    """
    from joblib import Parallel

    if workers == 1 or threading.current_thread() is not threading.main_thread():
        yield from Parallel(n_jobs=workers, return_as="generator")(work)
        return
    # A terminal sends Ctrl-C to all processes. Those that are started while it is ignored ignore
    # it for good, so that only this one says that it was stopped, and in words.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # What is sent is small enough to go without files on the disk, which take longer.
        results = Parallel(n_jobs=workers, batch_size=1, max_nbytes=None, return_as="generator")(
            work
        )
    finally:
        signal.signal(signal.SIGINT, before)
    yield from results
