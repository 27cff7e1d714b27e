"""Transitions added up: by hand, by a slow twin, and as accounts that close."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from flow_areas import SHAPE, any_flows, any_rows
from hypothesis import given
from hypothesis import strategies as st
from test_demand_laws import LOCALITIES, NEEDS, STATES

from sufficiency.demand.accounts import Item, account_gap
from sufficiency.demand.flows import OUTSIDE, check_flows, flows_of
from sufficiency.demand.stocks import NC_YEARS

seeds = st.integers(0, 10**6)
OUT = [OUTSIDE] * 3


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """Let nothing overflow, divide by nought or turn into nan unseen."""
    with np.errstate(all="raise", under="ignore"):
        yield


def by_hand():
    """Two years of one locality, two needs and two states: seven ways that children went."""
    rows = [
        (2023, OUT, [0, 4, 0], 3),
        (2023, [0, 5, 0], OUT, 2),
        (2023, [0, 5, 0], [0, 6, 0], 10),
        (2023, [1, 5, 1], [0, 6, 1], 1),
        (2023, [1, 8, 0], [1, 9, 1], 4),
        (2024, [0, 6, 0], [0, 7, 0], 8),
        (2024, [1, 9, 1], [0, 10, 0], 5),
    ]
    year, before, after, children = zip(*rows, strict=True)
    return flows_of(
        (2023, 2024),
        (1, 2, 2),
        year=year,
        locality=[0] * len(rows),
        before=before,
        after=after,
        children=children,
    )


def test_known_rows_add_up_by_hand():
    flows = by_hand()
    assert flows.opening[0, 0, 0, 5, 0] == 12
    assert flows.opening[0].sum() == 17
    assert flows.joiners[0, 0, 0, 4, 0] == flows.joiners.sum() == 3
    assert flows.leavers[0, 0, 0, 5, 0] == flows.leavers.sum() == 2
    assert flows.closing[0, 0, 0, 6].tolist() == [10, 1]
    assert flows.closing[0].sum() == 18
    assert flows.moved_out[0, 0, 1, 6, 1] == flows.moved_in[0, 0, 0, 6, 1] == 1
    assert flows.moved_out[0, 0, 1, 9, 0] == flows.moved_in[0, 0, 1, 9, 1] == 4
    # One who changes need and state moves once, and counts in both kinds of move.
    assert flows.moved_out[1].sum() == flows.moved_in[1, 0, 0, 10, 0] == 5
    assert flows.need_moves[1, 1, 10, 0] == flows.state_moves[1, 0, 10, 1, 0] == 5
    assert flows.need_moves[0, 1, 6, 0] == flows.need_moves[0].sum() == 1
    assert flows.survivors[1, 0, 10, 1] == 5


def test_the_gap_between_two_files_is_an_item_of_its_own():
    flows = by_hand()
    gap = flows.restated[0, 0]
    assert gap[0, 6].tolist() == [8 - 10, 0 - 1]
    assert gap[1, 9, 1] == 5 - 4
    assert gap[0, 4, 0] == -3
    assert gap.sum() == 13 - 18
    items = flows.accounts
    assert items[1, ..., Item.RESTATED].tolist() == [[-5, -1], [0, 1]]
    assert (items[1, ..., Item.OPENING] == items[0, ..., Item.CLOSING]).all()
    assert not items[0, ..., Item.RESTATED].any()
    assert not account_gap(items).any()


def slow_stocks(rows, years):
    """Opening and closing stocks and both moves, one row at a time."""
    shape = (len(years), LOCALITIES, NEEDS, NC_YEARS, STATES)
    opening, closing, moved_in, moved_out = (np.zeros(shape) for _ in range(4))
    for year, place, before, after, count in zip(
        rows["year"], rows["locality"], rows["before"], rows["after"], rows["children"], strict=True
    ):
        at = (years.index(year), place)
        if before[2] != OUTSIDE:
            opening[(*at, *before)] += count
        if after[2] != OUTSIDE:
            closing[(*at, *after)] += count
        both = before[2] != OUTSIDE and after[2] != OUTSIDE
        if both and (before[0] != after[0] or before[2] != after[2]):
            moved_in[(*at, *after)] += count
            moved_out[(*at, before[0], before[1] + 1, before[2])] += count
    return opening, closing, moved_in, moved_out


@given(seeds)
def test_flows_are_their_slow_twin_and_close(seed):
    years = (2022, 2023, 2024)
    flows = any_flows(seed, rows=200)
    opening, closing, moved_in, moved_out = slow_stocks(any_rows(seed, rows=200), years)
    assert (flows.opening == opening).all()
    assert (flows.closing == closing).all()
    assert (flows.moved_in == moved_in).all()
    assert (flows.moved_out == moved_out).all()
    check_flows(flows)
    assert not account_gap(flows.accounts).any()
    came = flows.opening.sum() + flows.joiners.sum()
    assert came - flows.leavers.sum() == flows.closing.sum()
    assert flows.moved_in.sum() == flows.moved_out.sum()
    assert flows.survivors.sum() == (flows.opening - flows.leavers).sum()


@given(seeds)
def test_the_first_years_are_what_was_known_then(seed):
    flows, rows = any_flows(seed), any_rows(seed)
    early = rows["year"] < 2024
    known = flows_of((2022, 2023), SHAPE, **{name: held[early] for name, held in rows.items()})
    assert flows.first(2).years == known.years
    assert (flows.first(2).closing == known.closing).all()
    assert (flows.first(2).state_moves == known.state_moves).all()


def test_flows_that_were_changed_by_hand_are_refused():
    flows = by_hand()
    more = replace(flows, joiners=flows.joiners * 2)
    with pytest.raises(Exception, match=r"does not close in 1 cell.+\(0, 0, 0, 4, 0\)"):
        check_flows(more)
