"""Processes that share work: the caller does its part, and others take the rest."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

_IN_USE = threading.Lock()
"""Whoever holds it has the processes: they are no others' to count anew, wait for or end."""

Call = tuple[Any, tuple[Any, ...], dict[str, Any]]
"""As `joblib.delayed` makes it: what to call, and with what."""

AT_HAND = 2
"""Calls that each other process has: one that it does, and one that it need not wait for."""

MOST_OTHERS = 60
"""Windows waits for no more processes at once."""

IDLE_SECONDS = 300
"""A process that had nothing to do for so long ends."""

PATIENCE_SECONDS = 5
"""So long it may take until a call is handed on to another process."""

_THREADS = (
    "BLIS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
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


def done_by(workers: int, work: Iterable[Call]) -> Iterator[Any]:
    """Do delayed calls in some processes, and give what they return, in order.

    This process is one of them. It has loaded everything already, and works while the others are
    still starting: of two, only one has to start. Where a backend of joblib was named, which may
    reach other machines (`joblib.parallel_config("dask")`), that one does all calls. While the
    processes work for somebody else, in another thread or around this very call, this process does
    all calls: who changed their number would wait for work that waits for itself.

    Parameters
    ----------
    workers : int
        Processes, this one among them.
    work : iterable
        Of `joblib.delayed` calls.

    Yields
    ------
    object
        What each call returned.
    """
    calls = list(work)
    others = min(workers, len(calls), MOST_OTHERS + 1) - 1
    if others < 1:
        yield from map(_called, calls)
        return
    if _is_backend_named():
        from joblib import Parallel

        yield from Parallel(n_jobs=workers)(calls)
        return
    if not _IN_USE.acquire(blocking=False):
        yield from map(_called, calls)
        return
    try:
        yield from _shared_results(calls, others)
    finally:
        _IN_USE.release()


def _shared_results(calls: list[Call], others: int) -> Iterator[Any]:
    """Give what each call returned, from this process and so many others."""
    with interrupt_ignored():
        shared = _Shared(calls, others)
    all_given = False
    try:
        yield from shared.results()
        all_given = True
    finally:
        # Whoever stops, or meets a fault, does not wait for what is no longer wanted.
        if not all_given:
            shared.abandon()


def _is_backend_named() -> bool:
    """Say whether somebody chose another backend of joblib than its own processes."""
    from joblib.parallel import BACKENDS, DEFAULT_BACKEND, get_active_backend

    backend, _ = get_active_backend()
    return not isinstance(backend, BACKENDS[DEFAULT_BACKEND])


def _called(call: Call) -> Any:
    function, given, named = call
    return function(*given, **named)


def wait_for_hand_over(futures: Iterable[Any]) -> None:
    """Wait, for a moment, until calls have been handed to other processes.

    Parameters
    ----------
    futures : iterable
        Of calls, as an executor gives them.
    """
    calls = list(futures)
    last = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < last and any(map(_is_on_its_way, calls)):
        time.sleep(0.001)


def _is_on_its_way(future: Any) -> bool:
    return not (future.running() or future.done())


class _Shared:
    """Calls of which this process does some, and others the rest.

    Parameters
    ----------
    calls : list
        Two at least.
    others : int
        Processes beside this one.
    """

    def __init__(self, calls: list[Call], others: int) -> None:
        from joblib.externals.loky import get_reusable_executor

        threads = str(max((os.cpu_count() or 1) // (others + 1), 1))
        self._executor = get_reusable_executor(
            max_workers=others, timeout=IDLE_SECONDS, env=dict.fromkeys(_THREADS, threads)
        )
        self._calls = calls
        self._left = deque(range(len(calls)))
        self._futures: dict[int, Any] = {}
        self._lock = threading.Lock()
        self._first = self._left.popleft()
        for _ in range(AT_HAND * others):
            self._hand_out()

    def results(self) -> Iterator[Any]:
        """Give what each call returned, in order; do one here wherever there is one to wait for."""
        own = {self._first: _called(self._calls[self._first])}
        for wanted in range(len(self._calls)):
            while not (wanted in own or self._is_there(wanted)):
                place = self._taken()
                if place is None:
                    break
                own[place] = _called(self._calls[place])
            yield own.pop(wanted) if wanted in own else self._futures.pop(wanted).result()

    def abandon(self) -> None:
        """End the other processes, whatever they are at."""
        with self._lock:
            self._left.clear()
        # Loky loses its way where it is ended between taking a call and handing it on. So few
        # calls are at hand that all of them are handed on at once.
        wait_for_hand_over(self._futures.values())
        self._executor.shutdown(wait=True, kill_workers=True)

    def _is_there(self, place: int) -> bool:
        """Say whether another process has done a call."""
        future = self._futures.get(place)
        return future is not None and future.done()

    def _taken(self) -> int | None:
        """Take a call that nobody has taken yet."""
        with self._lock:
            return self._left.popleft() if self._left else None

    def _hand_out(self, done: Any = None) -> None:
        """Give the next call to the others; once it is done, so is this for the one after."""
        if done is not None and (done.cancelled() or done.exception() is not None):
            return
        with self._lock:
            if not self._left:
                return
            place = self._left.popleft()
            future = self._executor.submit(_called, self._calls[place])
            self._futures[place] = future
        future.add_done_callback(self._hand_out)


@contextmanager
def interrupt_ignored() -> Iterator[None]:
    """Start processes that ignore Ctrl-C.

    A terminal sends it to all of them. Those that are started while it is ignored ignore it for
    good, so that only this one says that it was stopped, and in words.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
