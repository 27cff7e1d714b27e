"""What a report tells of its own making: what was done and what was not, and every note."""

from html import escape

import numpy as np
import pytest
from small_areas import said

import sufficiency as sf
from sufficiency.reports.notes import CAPTION

SMALL = {"localities": 4, "plans": 500, "history_years": 4, "future_years": 3}
NOT_USED = "(not used: joining and leaving are read from transitions)"
RULE = "projection_turnover_unused"


@pytest.fixture(scope="module")
def area():
    return sf.synthetic_area(seed=11, transitions=True, **SMALL).area


def projected(area, scenario=None, **options):
    return sf.project(area, scenario, **{"until": 2025, "draws": 3, "workers": 1} | options)


def section_of(report, anchor):
    (section,) = [one for one in report.sections if one.anchor == anchor]
    return section


def report_of(projection):
    return sf.report(sf.allocate(projection, draws=2, workers=1))


def values_of(report):
    """The value of each assumption, as the report has it."""
    section = section_of(report, "assumptions")
    tables = [
        table for table in (*section.tables, *section.folded) if table.header[0] == "Assumption"
    ]
    return {row[0]: row[1] for table in tables for row in table.rows}


@pytest.mark.slow
@pytest.mark.parametrize("flows", ["stocks", "transitions"])
def test_the_report_says_from_what_joining_and_leaving_are_read(area, flows):
    report = report_of(projected(area, flows=flows))
    words = " ".join(section_of(report, "demand").paragraphs)
    is_net = flows == "stocks"
    assert ("read from January counts" in words) is is_net
    assert ("are exchanged in this way." in words) is is_net
    assert ("is read from transitions" in words) is not is_net
    turnover = values_of(report)["Turnover"]
    assert turnover.startswith("2.4 percent a year")
    assert (NOT_USED in turnover) is not is_net
    assert [name for name, value in values_of(report).items() if NOT_USED in value] == (
        [] if is_net else ["Turnover"]
    )


@pytest.mark.slow
def test_needs_that_do_not_change_are_told(area):
    for need_changes in (True, False):
        report = report_of(projected(area, need_changes=need_changes))
        words = " ".join(section_of(report, "demand").paragraphs)
        assert ("keep their primary need" in words) is not need_changes


@pytest.mark.slow
def test_a_turnover_that_is_stated_and_changes_nothing_is_noted(area):
    stated = sf.as_things_stand().but(name="more", turnover_percent=15)
    usual, other = projected(area), projected(area, stated)
    assert np.array_equal(usual.expected.children, other.expected.children)
    assert RULE not in [note.rule for note in usual.notes]
    (note,) = [note for note in other.notes if note.rule == RULE]
    assert "the scenario more states turnover_percent" in note.seen
    assert "--flows stocks" in note.on_command_line.remedy
    assert said(RULE)
    report = report_of(other)
    assert values_of(report)["Turnover"] == f"15 percent a year {NOT_USED}"
    # From stocks the value is used.
    net = projected(area, stated, flows="stocks")
    assert RULE not in [note.rule for note in net.notes]


@pytest.mark.slow
def test_every_note_stands_in_the_report(area):
    """Nine needs alike are told as one, and each is a row of the folded table."""
    tables = area.tables()
    served = {"pools": tables["pools"].assign(needs="ASD"), "placements": None}
    bare = {name: table for name, table in {**tables, **served}.items() if table is not None}
    allocation = sf.allocate(projected(sf.area_from_frames(bare)), draws=2, workers=1)
    alike = [note for note in allocation.notes if note.rule == "allocation_need_not_served"]
    assert len(alike) > 3
    report = sf.report(allocation)
    section = section_of(report, "sources")
    (table,) = [table for table in section.folded if table.caption == CAPTION]
    assert [(row[0], row[1]) for row in table.rows] == [
        (note.place, note.seen) for note in allocation.notes
    ]
    assert f"The table {CAPTION}, folded below, has all {len(allocation.notes)}" in " ".join(
        section.paragraphs
    )
    page = report.as_html()
    assert f"And {len(alike) - 1} more notes of this kind" in page
    assert all(escape(note.seen) in page for note in alike)


@pytest.mark.slow
def test_no_table_repeats_notes_that_are_told_one_by_one(area):
    report = report_of(projected(area))
    section = section_of(report, "sources")
    assert CAPTION not in [table.caption for table in section.folded]
    assert CAPTION not in " ".join(section.paragraphs)
