"""The figures: right numbers, words for everything, and made-up things that look it."""

from collections.abc import Iterator

import pandas as pd
import pytest
from matplotlib import pyplot as plt

import sufficiency as sf
from sufficiency import figures


@pytest.fixture(scope="module")
def area() -> sf.Area:
    return sf.load_example()


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_bars_show_the_published_totals_of_each_january(area: sf.Area) -> None:
    axes = area.plot.plans()
    tops = [text.get_text() for text in axes.texts]
    assert tops == ["2,842", "3,529", "3,819", "4,551"]
    heights = sum(bar.get_height() for bars in axes.containers for bar in bars)
    assert heights == pytest.approx(2842 + 3529 + 3819 + 4551)
    assert axes.get_ylabel() == "Plans (children)", "the words of the contract"


def test_bars_differ_by_more_than_colour(area: sf.Area) -> None:
    bars = [container[0] for container in area.plot.plans().containers]
    assert len({bar.get_hatch() for bar in bars}) == len(bars)
    assert len({bar.get_facecolor() for bar in bars}) == len(bars)


def test_bars_fall_back_on_the_table_plans(area: sf.Area) -> None:
    plans_only = sf.area_from_frames(
        {name: table for name, table in area.tables().items() if name != "margins"}
    )
    axes = plans_only.plot.plans()
    assert [text.get_text() for text in axes.texts][-1] == "4,551"
    assert "MADE UP. Basis: made up." in figures.alt_text(axes)


def test_nothing_to_draw_is_said(area: sf.Area) -> None:
    margins = area.margins
    kept = margins[margins["margin"] == "need by age"]
    tables = {name: table for name, table in area.tables().items() if name not in ("plans",)}
    without = sf.area_from_frames(
        {name: table for name, table in tables.items() if name != "placements"} | {"margins": kept}
    )
    with pytest.raises(sf.NotPossibleError, match="This area has no plans by setting"):
        without.plot.plans()


def test_made_up_sites_are_hollow_and_named_so(area: sf.Area) -> None:
    axes = area.plot.map()
    by_label = {str(points.get_label()): points for points in axes.collections}
    assert "Specialist base (made up)" in by_label
    assert "State-funded special school" in by_label
    hollow = by_label["Specialist base (made up)"].get_facecolor()[0]
    filled = by_label["State-funded special school"].get_facecolor()[0]
    assert tuple(hollow[:3]) == (1.0, 1.0, 1.0)
    assert tuple(filled[:3]) != (1.0, 1.0, 1.0)


def test_the_map_says_what_it_leaves_out_and_on_what_it_rests(area: sf.Area) -> None:
    axes = area.plot.map()
    figure = axes.get_figure()
    assert figure is not None
    note = " ".join(str(figure.get_supxlabel()).split())
    assert note.startswith("MADE UP in part. Basis: made up, published.")
    shown = sum(len(points.get_offsets()) for points in axes.collections) - 40
    assert f"{len(area.sites) - shown} sites more than 12 miles" in note


def test_every_figure_has_words_that_stand_for_it(area: sf.Area) -> None:
    words = figures.alt_text(area.plot.plans())
    assert "January 2025: 4,551" in words
    assert "Map of 40 localities" in figures.alt_text(area.plot.map())


def test_a_figure_can_be_drawn_into_axes_of_the_user(area: sf.Area) -> None:
    _, axes = plt.subplots()
    assert area.plot.plans(ax=axes) is axes


def test_nothing_global_is_changed(area: sf.Area) -> None:
    before = dict(plt.rcParams)
    area.plot.plans()
    assert dict(plt.rcParams) == before


@pytest.mark.parametrize(
    ("bases", "words"),
    [
        (["published"], "Basis: published."),
        (["made"], "MADE UP. Basis: made up."),
        (["published", "made", "published"], "MADE UP in part. Basis: made up, published."),
        ([], "Basis: not told."),
    ],
)
def test_basis_in_words(bases: list[str], words: str) -> None:
    assert figures.basis_words(bases) == words


def test_two_margins_of_one_january_are_not_added_up(area: sf.Area) -> None:
    margins = area.margins
    twice = margins[margins["margin"] == "setting"].assign(margin="setting, again")
    doubled = area.with_table("margins", pd.concat([margins, twice], ignore_index=True))
    assert [text.get_text() for text in doubled.plot.plans().texts] == [
        "2,842",
        "3,529",
        "3,819",
        "4,551",
    ]


def test_a_january_without_a_margin_comes_from_the_table_plans(area: sf.Area) -> None:
    margins = area.margins
    later = area.with_table("margins", margins[margins["year"] > 2021])
    axes = later.plot.plans()
    assert sorted(text.get_text() for text in axes.texts) == ["2,842", "3,529", "3,819", "4,551"]
    assert "From published margins by setting and the table plans." in figures.alt_text(axes)


def test_a_school_with_a_base_shows_as_both(area: sf.Area) -> None:
    base = {
        "site": "141791",
        "pool": "base",
        "level": "base",
        "needs": "ASD",
        "ncy_from": 7,
        "ncy_to": 11,
        "year": 2024,
        "basis": "made",
    }
    place = {"site": "141791", "pool": "base", "year": 2024, "places": 8.0, "basis": "made"}
    tables = area.tables()
    tables["pools"] = pd.concat([tables["pools"], pd.DataFrame([base])], ignore_index=True)
    tables["places"] = pd.concat([tables["places"], pd.DataFrame([place])], ignore_index=True)
    axes = sf.area_from_frames(tables).plot.map()
    counts = {str(points.get_label()): len(points.get_offsets()) for points in axes.collections}
    before = {
        str(points.get_label()): len(points.get_offsets()) for points in area.plot.map().collections
    }
    assert counts["State-funded special school"] == before["State-funded special school"]
    assert counts["Specialist base"] == 1, "the school is real, so its mark is filled"
