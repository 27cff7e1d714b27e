"""All years at once beside year after year, as an allocation tells it."""

import pytest
from small_areas import tables_of

import sufficiency as sf
from sufficiency.allocation.foresight import _words
from sufficiency.errors import NotPossibleError
from sufficiency.places import NoAnswerError, Status


@pytest.fixture(scope="module")
def projection():
    area = sf.area_from_frames(tables_of(special=75, independent=5))
    return sf.project(area, until=2027, draws=2, workers=1)


@pytest.fixture(scope="module")
def made(projection):
    return sf.allocate(projection, draws=2, workers=1)


def test_the_sums_of_year_after_year_stand_beside_a_bound(made):
    told = made.foresight(years=2)
    frame = told.rows.set_index("aim")
    expected = made.to_frame("aims").query("year <= 2026").groupby("aim")["expected"].sum()
    assert frame["year_by_year"].to_dict() == pytest.approx(expected.to_dict())
    assert frame.loc["without", "at_once"] <= frame.loc["without", "year_by_year"] + 0.01
    assert frame["from_year"].tolist() == [2025] * len(frame)
    assert (frame["bound"] <= frame["at_once"] + 1e-6).all()
    assert frame["bound"].to_dict() == pytest.approx(frame["at_once"].to_dict(), rel=1e-5)
    assert "At once is less than 0.01 % above the best, by prices added up exactly." in str(told)
    assert "2025/26 to 2026/27" in str(told)
    assert "children without a place" in str(told)


def test_one_year_alone_is_the_best_there_is(made):
    told = made.foresight(years=1)
    assert "would change nothing" in str(told)
    rows = told.rows
    assert rows["is_exact"].all()
    assert rows["at_once"].tolist() == rows["year_by_year"].tolist()


@pytest.mark.parametrize("years", [0, 9, 2.5, "3"])
def test_years_that_are_none_are_refused(made, years):
    with pytest.raises(NotPossibleError, match="is no number of years"):
        made.foresight(years=years)


@pytest.mark.parametrize("years", [1, 2])
@pytest.mark.parametrize("seconds", [0, -1, "x", True, float("inf")])
def test_seconds_that_are_no_time_are_refused(made, years, seconds):
    with pytest.raises(NotPossibleError, match=r"seconds=.* is no time limit"):
        made.foresight(years=years, seconds=seconds)


def test_looking_ahead_that_is_stopped_gives_no_numbers(made):
    with pytest.raises(
        NoAnswerError, match=r"stopped without an answer: Time.*fewer years"
    ) as found:
        made.foresight(years=2, seconds=1e-6)
    assert found.value.status is Status.STOPPED


def test_nothing_is_looked_ahead_for_where_nobody_stays(projection):
    other = sf.allocate(projection, draws=2, workers=1, stayers="release")
    with pytest.raises(NotPossibleError, match="placed anew each year"):
        other.foresight()
    assert "places allow, each year by itself, by an independent check" in other.answer()[2]
    assert "every yearly answer, each year by itself" in str(other.provenance())


def test_an_exact_answer_says_what_not_knowing_costs(made):
    rows = made.foresight(years=1).rows.assign(at_once=0.0)
    same = rows.assign(at_once=rows["year_by_year"] * (1 - 1e-6))
    assert "would change nothing" in _words(same)
    assert "is what not knowing them costs" in _words(rows)
    assert "it is a bound" in _words(rows.assign(is_exact=False))
