"""Long tables of a report are cut to their largest rows, and nothing of the totals is lost."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.reports.parts import LARGEST, LONG, largest_of


def rows_of(numbers):
    return pd.DataFrame({"name": [f"L{at}" for at in range(len(numbers))], "demand": numbers})


@given(st.lists(st.integers(0, 500), max_size=LONG))
def test_a_table_that_is_not_long_stays_as_it_is(numbers):
    frame = rows_of(numbers)
    kept, words = largest_of(frame, "demand", sheet="gap")
    assert kept is frame
    assert words == ""


@given(st.lists(st.integers(0, 500), min_size=LONG + 1, max_size=2 * LONG))
def test_what_is_shown_and_what_is_told_add_up_to_all(numbers):
    frame = rows_of(numbers)
    kept, words = largest_of(frame, "demand", sheet="gap")
    told = re.fullmatch(
        r"; the 40 largest of (\d+) rows: the other (\d+), ([\d,]+) children together, are in "
        r"the workbook \(sheet gap\)",
        words,
    )
    rows, left, children = (int(held.replace(",", "")) for held in told.groups())
    assert (rows, left) == (len(numbers), len(numbers) - LARGEST)
    assert len(kept) == LARGEST
    assert kept["demand"].sum() + children == sum(numbers)
    # The largest ones, in the order in which they were.
    assert sorted(kept["demand"]) == sorted(numbers)[-LARGEST:]
    assert kept.index.is_monotonic_increasing


def test_missing_numbers_are_left_out_first_and_nothing_is_added_up_without_a_unit():
    numbers = np.arange(LONG + 20, dtype=float)
    numbers[:15] = np.nan
    kept, words = largest_of(rows_of(numbers), "demand", sheet="placed", unit="")
    assert kept["demand"].notna().all()
    assert words == (
        f"; the {LARGEST} largest of {LONG + 20} rows: the other {LONG + 20 - LARGEST} are in the "
        "workbook (sheet placed)"
    )


def test_sheets_that_are_named_are_tables_of_an_allocation():
    import sufficiency as sf
    from sufficiency.reports import demand, fairness, intake, questions, sections

    named = set()
    for module in (demand, fairness, intake, questions, sections):
        text = Path(module.__file__).read_text(encoding="utf-8")
        named |= set(re.findall(r'sheet="(\w+)"', text))
    projection = sf.project(sf.load_example(), until=2025, draws=2, workers=1)
    assert named
    assert named <= set(sf.allocate(projection, draws=1, workers=1)._makers)
