"""What a projection tells of how it was made: basis, options, notes and what rests on it."""

import inspect

import pytest

import sufficiency as sf
from sufficiency.projection import PLACED_LEVELS, Projection
from sufficiency.projection.carding import PLACED, basis_line

SMALL = {"localities": 4, "plans": 500, "history_years": 4, "future_years": 3}


def made_of(bases):
    """A small area with transitions, with the basis of each table as it is given."""
    tables = sf.synthetic_area(seed=11, transitions=True, **SMALL).area.tables()
    changed = {name: tables[name].assign(basis=basis) for name, basis in bases.items()}
    return sf.area_from_frames({**tables, **changed})


@pytest.fixture(scope="module")
def area():
    return made_of({})


@pytest.fixture(scope="module")
def apart(area):
    """The same area, whose transitions miss everybody who joined, but for one row of each year."""
    tables = area.tables()
    table = tables["transitions"]
    joins = table["setting_from"] == "outside"
    kept = ~joins | (joins & ~table[joins].duplicated("year").reindex(table.index, fill_value=True))
    return sf.area_from_frames({**tables, "transitions": table[kept].reset_index(drop=True)})


def rules(result):
    return [note.rule for note in result.notes]


def test_the_weakest_basis_counts_transitions_where_they_are_used():
    mixed = made_of({"plans": "published", "population": "published", "transitions": "made"})
    for flows, basis in (("transitions", "made"), ("stocks", "assumed")):
        made = sf.project(mixed, until=2025, flows=flows, draws=1, workers=1)
        assert made.basis == basis
        assert set(made.to_frame(by=["year"])["basis"]) == {basis}


@pytest.mark.parametrize(("need_changes", "word"), [(True, "yes"), (False, "no")])
def test_a_projection_knows_whether_needs_change(area, need_changes, word):
    made = sf.project(area, until=2025, need_changes=need_changes, draws=1, workers=1)
    assert made.need_changes is need_changes
    assert made.provenance().settings["need_changes"] == word
    whole = made.whole_numbers(by=["year", "need"])
    assert whole.provenance().settings["need_changes"] == word


def test_what_it_is_laid_out_by_is_named_everywhere():
    names = ("to_frame", "whole_numbers", "drivers", "young_people", "suppressed")
    for name in (*names, "needed_by_setting"):
        option = inspect.signature(getattr(Projection, name)).parameters["by"]
        assert option.kind is inspect.Parameter.KEYWORD_ONLY


def test_the_levels_with_places_are_named_once():
    assert PLACED["level"] == PLACED_LEVELS == ("base", "special")
    assert PLACED["setting"] == (*PLACED_LEVELS, "independent")


def test_whole_numbers_keep_the_notes_and_the_basis_of_their_projection(apart):
    projection = sf.project(apart, draws=3, workers=1)
    told = rules(projection)
    assert {"projection_ends_early", "projection_transitions_apart"} <= set(told)
    whole = projection.whole_numbers(by=["year", "need"])
    assert rules(whole)[: len(told)] == told
    assert whole.to_frame("notes")["rule"].tolist() == rules(whole)
    line = basis_line(projection)
    assert line.startswith("Weakest basis: ")
    assert "the projection ends in" in line.lower()
    assert projection.card().lines[-1].endswith(line)
    assert line in whole.card().lines


def test_whole_numbers_offer_an_allocation_of_levels_only(area):
    for states, is_offered in (("level", True), ("setting", False)):
        made = sf.project(area, until=2025, states=states, draws=2, workers=1)
        card = made.whole_numbers(by=["year", states]).card()
        assert ("allocate" in card.next_command) is is_offered
