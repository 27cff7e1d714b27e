"""Work that processes share: every result, in order, whoever made it."""

import os
import re
import signal
import threading
import time

import pytest
from joblib import delayed, parallel_config, register_parallel_backend
from joblib._parallel_backends import ThreadingBackend
from joblib.externals.loky.process_executor import TerminatedWorkerError

from sufficiency.errors import NotPossibleError
from sufficiency.workers import done_by, processes


def after(seconds, number):
    """Give a number after a while, and where it was made."""
    time.sleep(seconds)
    return number, os.getpid()


def refused(number, *, process, there):
    """Refuse to work, either in the process that is named or in any other."""
    if (os.getpid() == process) is not there:
        raise NotPossibleError.of("demand_no_workers", workers=number)
    time.sleep(0.01)
    return number


def killed(process):
    """End a process at once, as a system does that has no memory left; but not the one named."""
    if os.getpid() != process:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.2)


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_results_come_in_order_whoever_is_done_first(workers, count):
    work = (delayed(after)(0.03 * (place % 3), place) for place in range(count))
    assert [number for number, _ in done_by(workers, work)] == list(range(count))


def test_this_process_does_its_part_and_the_others_theirs():
    made = list(done_by(3, [delayed(after)(0.1, place) for place in range(30)]))
    places = {process for _, process in made}
    assert os.getpid() in places
    assert len(places) == 3


def test_nothing_is_started_for_one_worker_or_for_one_call():
    for workers, count in ((1, 5), (7, 1)):
        made = list(done_by(workers, [delayed(after)(0, place) for place in range(count)]))
        assert {process for _, process in made} == {os.getpid()}


@pytest.mark.parametrize("there", [True, False])
def test_a_fault_is_told_wherever_it_happens_and_the_next_work_is_done(there):
    work = [delayed(refused)(place, process=os.getpid(), there=not there) for place in range(8)]
    with pytest.raises(NotPossibleError, match=re.escape("workers")):
        list(done_by(2, work))
    assert [number for number, _ in done_by(2, [delayed(after)(0, 1), delayed(after)(0, 2)])] == [
        1,
        2,
    ]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal on Windows")
def test_a_process_that_is_ended_from_outside_is_an_error_and_no_endless_wait():
    with pytest.raises(TerminatedWorkerError, match="terminated"):
        list(done_by(2, [delayed(killed)(os.getpid()) for _ in range(4)]))
    assert len(list(done_by(2, [delayed(after)(0, place) for place in range(4)]))) == 4


def test_whoever_stops_early_ends_the_others():
    results = done_by(2, [delayed(after)(0.05, place) for place in range(400)])
    assert next(results)[0] == 0
    start = time.monotonic()
    results.close()
    assert time.monotonic() - start < 10
    assert len(list(done_by(2, [delayed(after)(0, place) for place in range(4)]))) == 4


def test_work_is_shared_from_a_thread_as_well():
    made = []
    thread = threading.Thread(
        target=lambda: made.extend(done_by(2, [delayed(after)(0.01, place) for place in range(9)]))
    )
    before = signal.getsignal(signal.SIGINT)
    thread.start()
    thread.join()
    assert [number for number, _ in made] == list(range(9))
    assert signal.getsignal(signal.SIGINT) is before


def shared_again(workers, seconds, number):
    """Work that shares work itself."""
    return [made for made, _ in done_by(workers, [delayed(after)(seconds, number)] * 3)]


@pytest.mark.parametrize("inner", [2, 3, 4])
def test_work_that_shares_work_does_not_wait_for_itself(inner):
    work = [delayed(shared_again)(inner, 0.01, place) for place in range(6)]
    assert list(done_by(3, work)) == [[place] * 3 for place in range(6)]


def test_threads_that_share_work_at_once_neither_wait_for_nor_end_each_other():
    made = {}

    def share(workers, faulty):
        work = [delayed(after)(0.02, place) for place in range(20)]
        work += [delayed(refused)(0, process=0, there=True)] * faulty
        try:
            made[workers] = [number for number, _ in done_by(workers, work)]
        except NotPossibleError:
            made[workers] = "a fault"

    threads = [
        threading.Thread(target=share, args=given, daemon=True)
        for given in ((2, False), (3, True), (4, False), (5, True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    fine = list(range(20))
    assert made == {2: fine, 3: "a fault", 4: fine, 5: "a fault"}


@pytest.mark.parametrize("backend", ["threading", "sequential", "loky"])
def test_a_backend_that_was_named_does_all_the_work(backend):
    with parallel_config(backend=backend):
        made = list(done_by(2, [delayed(after)(0.02, place) for place in range(12)]))
    assert [number for number, _ in made] == list(range(12))
    here = {process == os.getpid() for _, process in made}
    assert here == ({True, False} if backend == "loky" else {True})


class Elsewhere(ThreadingBackend):
    """A backend as dask registers one; it counts how often it is asked."""

    asked = 0

    def effective_n_jobs(self, n_jobs):
        Elsewhere.asked += 1
        return super().effective_n_jobs(n_jobs)


def test_a_backend_that_a_user_registered_is_not_passed_over():
    register_parallel_backend("elsewhere", Elsewhere)
    Elsewhere.asked = 0
    with parallel_config(backend="elsewhere"):
        assert len(list(done_by(2, [delayed(after)(0, place) for place in range(6)]))) == 6
    assert Elsewhere.asked > 0


def test_all_cores_work_where_there_is_much_and_as_many_as_were_asked_for():
    assert processes(3, draws=1, many=50) == 3
    assert processes(None, draws=49, many=50) == 1
    assert processes(None, draws=50, many=50) == (os.cpu_count() or 1)
