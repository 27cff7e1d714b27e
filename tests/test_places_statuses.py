"""How a solve ended: proven, feasible with a gap, infeasible or stopped, and never noughts."""

import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from place_networks import chain

from sufficiency.errors import NotPossibleError
from sufficiency.places import (
    NoAnswerError,
    Status,
    allocate_arrays,
    choosing,
    flow_engine,
    network_of,
    pulp_engine,
    time_limit,
    worth_of_places,
)
from sufficiency.places.ahead_rows import Programme, Row, Sense
from sufficiency.places.capped_programme import restricted
from sufficiency.places.capped_rows import rows_of
from sufficiency.places.certificate import Certificate
from sufficiency.places.time_limit import MOST_SECONDS, checked_seconds, done_within

on_posix = pytest.mark.skipif(os.name != "posix", reason="signals of another kind on Windows")


def programme(*rows, costs=(1.0, 1.0)):
    """Two columns, one aim, and rows of so many at the most, or just so many."""
    made = [
        Row(f"row {number}", np.array([0, 1]), np.ones(2), sense, right)
        for number, (sense, right) in enumerate(rows)
    ]
    return Programme(("one", "other"), np.array([costs]), ("aim",), tuple(made))


def test_there_is_one_list_of_ways_to_end():
    assert [str(status) for status in Status] == [
        "proven",
        "feasible with gap",
        "infeasible",
        "stopped",
    ]
    assert choosing.Status is Status


def test_an_answer_says_how_sure_it_is():
    answer = allocate_arrays(chain(3, 10))
    assert answer.status is Status.PROVEN
    gap = Certificate(False, "a gap", None, (), 3, by_aim=(1, 0, 0, 0))
    assert replace(answer, certificate=gap).status is Status.FEASIBLE


def test_rows_that_contradict_each_other_are_infeasible_and_not_stopped():
    impossible = programme((Sense.EQUAL, 2.0), (Sense.MOST, 1.0))
    with pytest.raises(NoAnswerError, match="HiGHS found that nothing keeps every row: ") as found:
        pulp_engine.programme_answer(impossible)
    assert found.value.status is Status.INFEASIBLE
    mixed = pulp_engine.mixed_answer(impossible, np.ones(2), gap=0.0, seconds=9)
    assert mixed.values is None
    assert mixed.status is Status.INFEASIBLE


def many_columns():
    """A programme that no solver has an answer to before it has begun."""
    random = np.random.default_rng(1)
    rows = [
        Row(f"row {number}", np.arange(400), -random.uniform(1, 30, 400), Sense.MOST, -1000.0)
        for number in range(200)
    ]
    names = tuple(f"column {number}" for number in range(400))
    return Programme(names, random.uniform(5, 50, (1, 400)), ("aim",), tuple(rows), yes_or_no=0)


def test_a_programme_that_is_stopped_is_not_infeasible():
    assert pulp_engine.programme_answer(many_columns()).values.any()
    with pytest.raises(NoAnswerError, match="HiGHS stopped without an answer: Time limit") as found:
        pulp_engine.programme_answer(many_columns(), seconds=1e-9)
    assert found.value.status is Status.STOPPED


def test_what_a_solver_leaves_behind_when_it_is_stopped_is_not_read():
    """An iterate of a linear programme that keeps not every row is no answer."""
    limited = many_columns()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulp_engine, "LEAST_SECONDS", 1e-9)
        found = pulp_engine.mixed_answer(limited, limited.costs[0], gap=0.0, seconds=1e-9)
    assert found.values is None
    assert found.status is Status.STOPPED
    solved = pulp_engine.mixed_answer(limited, limited.costs[0], gap=0.0, seconds=60)
    assert solved.status is Status.PROVEN


def test_a_stopped_allocation_by_the_plain_engine_says_so():
    cells, pools = 40, 40
    cell, pool = np.divmod(np.arange(cells * pools), pools)
    metres = np.random.default_rng(2).integers(100, 9000, cells * pools)
    network = network_of([2] * cells, [2] * pools, cell, pool, metres)
    with pytest.raises(NoAnswerError, match="stopped without an answer: Time limit") as found:
        pulp_engine.lp_answer(network, seconds=1e-9)
    assert found.value.status is Status.STOPPED


@pytest.mark.parametrize(("supply", "word"), [([2, -2], "INFEASIBLE"), ([1, -1], ""), ([0, 0], "")])
def test_a_flow_is_read_only_where_there_is_one(supply, word):
    """OR-tools would end the process if a flow were read after an infeasible solve."""
    problem = flow_engine._Problem(
        tail=np.array([0], dtype=np.int32),
        head=np.array([1], dtype=np.int32),
        capacity=np.array([1]),
        cost=np.array([1]),
        supply=np.array(supply),
    )
    if not word:
        assert flow_engine._solved(problem).tolist() == [supply[0]]
        return
    with pytest.raises(NoAnswerError, match=f"OR-tools found that nothing .*{word}") as found:
        flow_engine._solved(problem)
    assert found.value.status is Status.INFEASIBLE


def test_a_programme_of_caps_that_cannot_be_met_is_infeasible():
    rows = rows_of(network_of([2], [1], [0], [0], [2000]))
    with pytest.raises(NoAnswerError, match="SciPy with HiGHS found that nothing") as found:
        restricted(rows, np.array([True, False, False]), rows.face.costs[3].astype(float), [])
    assert found.value.status is Status.INFEASIBLE


def test_the_error_of_a_solve_comes_back_whole_from_another_process():
    error = NoAnswerError.because(Status.INFEASIBLE, "process_ended", what="it")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.status) == (type(error), str(error), error.status)


BY_HAND = """
import numpy as np
from sufficiency.places import flow_engine
given = dict(
    tail=np.array([0], dtype=np.int32), head=np.array([1], dtype=np.int32),
    capacity=np.array([1]), cost=np.array([1]), supply=np.array([1, -1]),
)
assert False, "assertions are left out"
for wrong in (dict(cost=np.array([2.7])), dict(capacity=np.array([1, 1])),
              dict(head=np.array([7], dtype=np.int32)), dict(tail=np.array([0.0]))):
    try:
        flow_engine._solved(flow_engine._Problem(**{**given, **wrong}))
    except flow_engine.FlowFormError as refused:
        print("refused:", refused)
"""


def test_arrays_are_refused_where_python_leaves_assertions_out():
    done = subprocess.run(
        [sys.executable, "-O", "-c", BY_HAND], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "refused: capacities and costs must be whole numbers in 64 bits",
        "refused: each arc needs a capacity and a cost",
        "refused: an arc ends nowhere",
        "refused: nodes must be numbered in 32 bits",
    ]


@pytest.mark.parametrize("engine", ["flow", "lp"])
def test_within_a_time_limit_the_answer_is_the_same(engine):
    network = chain(5, 10)
    once = allocate_arrays(network, engine=engine)
    again = allocate_arrays(network, engine=engine, seconds=60)
    assert np.array_equal(once.flow, again.flow)
    assert again.network is network
    assert not again.flow.flags.writeable
    assert (once.totals, once.chosen, once.only) == (again.totals, again.chosen, again.only)
    assert once.certificate == again.certificate


def test_a_solve_beyond_its_time_is_ended_and_says_so():
    words = (
        "the solve of 3 cells, 5 pools and 11 arcs by the engine lp was stopped after 1e-06 seconds"
    )
    with pytest.raises(NoAnswerError, match=re.escape(words)) as found:
        allocate_arrays(chain(3, 10), engine="lp", seconds=1e-6)
    assert found.value.status is Status.STOPPED
    assert "seconds=1e-05" in str(found.value)


def told_and_asleep(path, seconds):
    """Leave the number of this process in a file, and do nothing for a while."""
    path.write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(seconds)


def is_running(path):
    try:
        os.kill(int(path.read_text(encoding="utf-8")), 0)
    except ProcessLookupError:
        return False
    return True


@on_posix
def test_the_process_of_a_stopped_work_is_gone(tmp_path):
    with pytest.raises(NoAnswerError, match="a sleep was stopped after 1 seconds, as asked"):
        done_within(1, "a sleep", told_and_asleep, tmp_path / "number", 60)
    assert not is_running(tmp_path / "number")


@on_posix
def test_ctrl_c_ends_the_work_and_its_process(tmp_path):
    number = tmp_path / "number"

    def press():
        while not number.exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=press, daemon=True).start()
    begun, stopped = time.monotonic(), False
    try:
        done_within(60, "a sleep", told_and_asleep, number, 60)
    except KeyboardInterrupt:
        stopped = True
    finally:
        signal.signal(signal.SIGINT, before)
    assert stopped
    assert time.monotonic() - begun < 20
    assert not is_running(number)


def ended():
    os.kill(os.getpid(), signal.SIGKILL)


@on_posix
def test_a_process_that_is_ended_from_outside_is_told():
    with pytest.raises(NoAnswerError, match="the process that did it was ended from outside"):
        done_within(60, "it", ended)


@on_posix
def test_a_process_that_is_ended_while_it_starts_is_told(monkeypatch):
    monkeypatch.setattr(time_limit, "_is_loaded", ended_at_once)
    with pytest.raises(NoAnswerError, match="the process that did it was ended from") as found:
        done_within(60, "it", ended)
    assert found.value.status is Status.STOPPED


def ended_at_once(_function):
    ended()


@pytest.mark.parametrize("seconds", [1e10, 2_592_001, 10**400, 4_294_968.0])
def test_a_time_that_no_clock_takes_is_refused(seconds):
    """Python's waits end in an overflow above this machine's largest time, here or on Windows."""
    words = r"seconds=.* is no time limit.*from above nought to 2,592,000 seconds \(30 days\)"
    with pytest.raises(NotPossibleError, match=words):
        allocate_arrays(chain(3, 10), seconds=seconds)


def test_thirty_days_are_taken():
    assert checked_seconds(2_592_000) == MOST_SECONDS
    once = allocate_arrays(chain(3, 10), seconds=MOST_SECONDS)
    assert once.status is Status.PROVEN


@pytest.mark.parametrize("seconds", [0, -1, -0.5, float("nan"), float("inf"), "x", True, [1], 1j])
def test_what_is_no_time_is_refused(seconds):
    with pytest.raises(NotPossibleError, match=r"seconds=.* is no time limit"):
        allocate_arrays(chain(3, 10), seconds=seconds)


@pytest.mark.parametrize("network", [None, "network", 3])
def test_what_is_no_network_is_refused(network):
    for door in (allocate_arrays, lambda given: worth_of_places(given, np.zeros(3, dtype=int))):
        with pytest.raises(NotPossibleError, match="a network is needed, and "):
            door(network)


@pytest.mark.parametrize(
    ("flow", "words"),
    [
        (None, "not one whole number for each of the 3 arcs"),
        (np.array([1, 1]), "not one whole number for each of the 3 arcs"),
        (np.array([1.0, 1.0, 0.0]), "not one whole number for each of the 3 arcs"),
        (np.array([2, 0, 0]), "pool 0 has 1 place, and 2 children are placed there"),
        (np.array([1, 0, 0]), "cell 0 has 2 children, and 1 is counted"),
        (np.array([3, -1, 0]), "children of cell 0 are placed in pool 0"),
    ],
)
def test_places_are_valued_of_an_allocation_only(flow, words):
    network = network_of([2], [1], [0], [0], [2000])
    with pytest.raises(NotPossibleError, match=f"no allocation of this network: .*{words}"):
        worth_of_places(network, flow)
