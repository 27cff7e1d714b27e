"""What answers and proofs rest on is held where Python leaves assertions out, too."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from sufficiency.places.flow_engine import FlowFormError
from sufficiency.places.holding import ProgramFaultError, hold

FOLDER = Path(__file__).resolve().parents[1] / "sufficiency" / "places"

BROKEN = """
import numpy as np
from sufficiency.places import ahead_certificate, alike, certificate, moves, network_of
from sufficiency.places.ahead_rows import Programme, Row, Sense
from sufficiency.places.faces import whole

assert False, "assertions are left out"


def told(what):
    try:
        print("taken:", what())
    except Exception as refused:
        print(type(refused).__name__, refused)


row = Row("room", np.array([0]), np.ones(1), Sense.MOST, 1.0)
free = Programme(("column",), np.ones((1, 1)), ("aim",), (row,))
told(lambda: ahead_certificate.bounds_of(free, [0.0], [np.zeros(1)]))

network = network_of([1, 1], [1, 1], [0, 0, 1], [0, 1, 0], range(3))
nobody = np.zeros(len(network.arc_cell), dtype=np.int64)
told(lambda: moves.moves_of(whole(network), nobody, network.costs[0]))

certificate.gaps_of = lambda *_: (-1, 0, 0, 0)
told(lambda: certificate._by_aim(network, (0, 0, 0, 0), ()))

alike.mixed = lambda keys: keys * np.uint64(0)
for cell, pool in (((0, 0, 1), (0, 1, 0)), ((0, 1), (0, 1)), ((0, 1), (0, 0))):
    network = network_of([1, 1], [1, 1], cell, pool, range(len(cell)))
    told(lambda: alike.alike(whole(network), network.costs[-1]))
"""


def test_what_must_be_so_is_held_without_assertions():
    done = subprocess.run(
        [sys.executable, "-O", "-c", BROKEN], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        f"ProgramFaultError {words}"
        for words in (
            "each column needs a row that shares a number out",
            "an answer places the children of every cell",
            "no bound lies above the total of an answer that keeps all rows",
            "cells with more and with fewer pools as one",
            "cells that lead to different pools as one",
            "cells of different costs as one",
        )
    ]


def test_the_kind_of_error_may_be_said():
    hold(True, "not raised")
    with pytest.raises(ProgramFaultError, match="it is not so"):
        hold(False, "it is not so")
    with pytest.raises(FlowFormError, match="it is not so"):
        hold(False, "it is not so", FlowFormError)


def is_for_types_alone(test):
    """Whether an assertion only tells a type checker what a name is."""
    if isinstance(test, ast.Compare):
        other = test.comparators[0]
        return (
            isinstance(test.ops[0], ast.IsNot)
            and isinstance(other, ast.Constant)
            and other.value is None
        )
    return (
        isinstance(test, ast.Call)
        and isinstance(test.func, ast.Name)
        and test.func.id == "isinstance"
    )


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.stem)
def test_no_answer_rests_on_an_assertion(path):
    asserted = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert [node.lineno for node in asserted if not is_for_types_alone(node.test)] == []
