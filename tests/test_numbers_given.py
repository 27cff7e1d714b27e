"""Draws, workers and seeds that are no whole numbers are refused by every verb, with their kind."""

import re
from functools import cache

import numpy as np
import pytest
from panels import history
from small_areas import Small, area_like

import sufficiency as sf
from sufficiency.errors import NotPossibleError, with_kind


def _area():
    return area_like(Small())


@cache
def _projection():
    return sf.project(_area(), draws=2, workers=1)


VERBS = {
    "project": lambda **given: sf.project(_area(), **({"draws": 1, "workers": 1} | given)),
    "backtest": lambda **given: sf.backtest(_area(), **({"draws": 1, "workers": 1} | given)),
    "allocate": lambda **given: sf.allocate(_projection(), **({"draws": 1, "workers": 1} | given)),
    "project_panel": lambda **given: sf.project_panel(history(3), **given),
    "synthetic_area": lambda **given: sf.synthetic_area(**({"seed": 1} | given)),
}
TAKEN = {
    "project": ("draws", "seed", "workers"),
    "backtest": ("draws", "seed", "workers"),
    "allocate": ("draws", "workers"),
    "project_panel": ("draws", "seed"),
    "synthetic_area": ("seed", "plans"),
}
TOLD = [("5", "'5' (str)"), (2.5, "2.5 (float)"), (True, "True (bool)"), (-1, "-1")]
CASES = [
    (verb, name, value, told)
    for verb, names in TAKEN.items()
    for name in names
    for value, told in TOLD
]


@pytest.mark.parametrize(("verb", "name", "value", "told"), CASES)
def test_a_number_that_is_none_is_shown_with_its_kind(verb, name, value, told):
    with pytest.raises(NotPossibleError, match=re.escape(told)):
        VERBS[verb](**{name: value})


@pytest.mark.parametrize("verb", ["project", "project_panel"])
def test_a_horizon_in_quotation_marks_is_shown_with_them(verb):
    with pytest.raises(NotPossibleError, match=r"until '2027' \(str\)"):
        VERBS[verb](until="2027")


def test_numbers_of_numpy_are_taken_and_shown_as_numbers():
    assert with_kind(np.int64(0)) == "0"
    made = sf.project_panel(history(3), draws=np.int64(3), seed=np.int64(2))
    assert made.draws_of("Area 01").shape[0] == 3
