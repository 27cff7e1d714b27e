"""What a reader of a report meets: words and not keys, one word for one fate, print and phone."""

import re

import pytest
from small_areas import Small, allocated, with_levels

import sufficiency as sf
from sufficiency import terms
from sufficiency.allocation.answer import strain_year
from sufficiency.allocation.fates import FATES, INDEPENDENT_FATES
from sufficiency.reports.assumptions import WEIGHTY, ground_words, value_words
from sufficiency.reports.questions import FEWEST
from sufficiency.scenario import register

USED = {name for name, term in register().items() if term.section in ("demand", "allocation")}


@pytest.fixture(scope="module")
def allocation():
    return allocated(Small())


@pytest.fixture(scope="module")
def report(allocation):
    return sf.report(allocation)


@pytest.fixture(scope="module")
def style(report):
    return report.as_html().split("<style>")[1].split("</style>")[0]


def section_of(report, anchor):
    return next(section for section in report.sections if section.anchor == anchor)


@pytest.mark.slow
def test_every_assumption_is_told_once_by_its_label_and_none_by_its_key(allocation, report):
    section = section_of(report, "assumptions")
    rows = [
        row
        for table in (*section.tables, *section.folded)
        if table.header[0] == "Assumption"
        for row in table.rows
    ]
    labels = [register()[name].label for name in USED]
    assert sorted(row[0] for row in rows) == sorted(labels)
    page = re.sub("<svg.*?</svg>", "", report.as_html(), flags=re.DOTALL)
    # Reasons may name another assumption, and an aim has the name of one.
    named = {"new_homes", "discount_rate_percent", "other_level"}
    assert [name for name in USED - named if "_" in name and name in page] == []


@pytest.mark.slow
def test_what_the_plan_states_comes_first_with_its_reason_and_its_owner():
    plan = sf.load_scenario("baseline")
    section = section_of(sf.report(_example(plan)), "assumptions")
    stated = section.tables[0]
    assert stated.caption == "Stated by the plan itself"
    assert [row[:2] for row in stated.rows] == [
        ("Headroom", "3 percent"),
        ("Growth of independent places", "5 percent a year, 9 from 2025/26, 5 from 2028/29"),
    ]
    assert "SEND place planning; made up." in stated.rows[0][3]
    assert "2 of 30 assumptions are stated by the plan itself" in " ".join(section.paragraphs)


def _example(plan):
    """Give an allocation of a small area under a shipped plan."""
    area = allocated(Small()).projection.area
    return sf.allocate(sf.project(area, plan, draws=4, workers=1), draws=2, workers=1)


def test_the_defaults_that_weigh_most_stand_open_and_the_rest_folded(report):
    section = section_of(report, "assumptions")
    weighty = next(table for table in section.tables if table.caption.startswith("Defaults"))
    assert [row[0] for row in weighty.rows] == [register()[name].label for name in WEIGHTY]
    assert len(section.folded) >= 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "journey_limit_minutes",
            "75 minutes one way; 45 minutes one way for early years, primary",
        ),
        (
            "released_share",
            "0 percent of children; 25 percent of children for Reception, Year 7, Year 12",
        ),
        ("independent_open_ended", "yes"),
        ("growth_cap_percent", "none"),
    ],
)
def test_a_value_is_said_with_its_unit_and_for_whom(name, words):
    assert value_words(sf.as_things_stand().assumption(name)) == words


def test_each_value_of_a_dated_share_is_said_as_a_percentage():
    held = sf.as_things_stand().but(name="more", released_share={2025: 0.1, 2028: 0.5})
    words = value_words(held.assumption("released_share"))
    assert words.startswith("0 percent of children, 10 from 2025/26, 50 from 2028/29; 25 percent")
    assert "0.1" not in words
    assert "0.5" not in words


def test_the_unit_of_a_dated_value_stands_with_its_first_number():
    held = sf.as_things_stand().but(name="cap", growth_cap_percent={2025: None, 2027: 5, 2028: 8})
    words = value_words(held.assumption("growth_cap_percent"))
    assert words.startswith("none, ")
    assert re.search(r"5 percent[^,]* from 2027/28, 8 from 2028/29", words)


def test_an_assumption_says_why_and_on_what_it_rests():
    said = ground_words(sf.as_things_stand().assumption("over_places_percent"))
    assert said.startswith("No pool admits above its places.")
    assert said.endswith("Default, assumed.")


def test_levels_are_told_of_a_hundred_children_with_their_ends(report):
    section = section_of(report, "assumptions")
    table = next(table for table in section.tables if table.caption.startswith("Of 100"))
    rows = {row[0]: row for row in table.rows}
    assert rows["Mainstream"][1:5] == ("92 (84 to 97)", "5 (2 to 11)", "3 (1 to 6)", "0")
    assert table.rows[0][0] == "Mainstream"
    differing = next(table for table in section.folded if table.caption.startswith("Of 100"))
    assert ("Mainstream", "Autistic spectrum disorder") in [row[:2] for row in differing.rows]


@pytest.mark.slow
def test_levels_that_the_plan_states_are_among_what_it_states():
    shares = {"mainstream": 0.9, "special": 0.1}
    plan = with_levels(sf.as_things_stand(), {"mainstream": shares}, name="panel")
    said = " ".join(section_of(sf.report(_example(plan)), "assumptions").paragraphs)
    stated = "1 row of the levels that children need and none of 30 assumptions are stated by the"
    assert f"{stated} plan itself" in said
    both = plan.but(name="both", headroom_percent=4)
    said = " ".join(section_of(sf.report(_example(both)), "assumptions").paragraphs)
    assert "1 of 30 assumptions and 1 row of the levels that children need are stated" in said


def test_a_fate_has_the_same_words_and_the_same_look_in_both_charts(allocation):
    looks = {}
    for axes, fates in (
        (allocation.plot.gap(), FATES),
        (allocation.plot.independent(), INDEPENDENT_FATES),
    ):
        for bars in axes.containers:
            word = bars.get_label()
            assert word in fates.values()
            looks.setdefault(word, set()).add((bars[0].get_facecolor(), bars[0].get_hatch()))
    assert [word for word, seen in looks.items() if len(seen) > 1] == []
    assert FATES["independent"] in looks


def test_the_table_of_each_chart_by_year_has_every_year_of_the_chart(allocation, report):
    charts = {chart.caption: chart for chart in section_of(report, "demand").charts}
    januaries = [
        str(terms.january_of_year(year)) for year in allocation.projection.plot.all_plans()["year"]
    ]
    assert [row[0] for row in charts["All plans"].table.rows] == januaries
    needs = charts["Plans of the largest needs"].table
    assert needs.header[1:] == tuple(allocation.projection.plot.largest_needs().values())
    assert [row[0] for row in needs.rows] == januaries[-len(needs.rows) :]
    independent = section_of(report, "independent").charts[0].table
    assert [row[0] for row in independent.rows] == [
        terms.year_label(year) for year in allocation.years
    ]


def test_the_independent_by_year_are_those_of_the_summary(allocation, report):
    summary = allocation.summary().set_index(["year", "measure"])["value"]
    rows = section_of(report, "independent").charts[0].table.rows
    for row, year in zip(rows, allocation.years, strict=True):
        whole = summary[year, "independent"] + summary[year, "beyond"]
        assert row[1].split(" (")[0] == f"{whole:,.0f}"


def test_the_gap_by_need_is_told_in_its_parts(allocation, report):
    table = section_of(report, "pattern").charts[0].table
    assert table.header[3:5] == (FATES["independent"], FATES["without"])
    year = strain_year(allocation)
    assert terms.year_label(year) in table.caption
    frame = allocation.to_frame("gap", by=["year", "group", "need"]).query("year == @year")
    lacking = frame.assign(lacking=frame["independent"] + frame["without"])
    kept = lacking[lacking["lacking"] > FEWEST].sort_values("lacking", ascending=False)
    assert len(table.rows) == len(kept) > 1
    for row, held in zip(table.rows, kept.to_dict("records"), strict=True):
        assert row[0] == held["group"]
        assert terms.needs().label(held["need"]) in row[1]
        parts = ("demand", "independent", "without", "lacking")
        means = [f"{held[part]:,.0f}" for part in parts]
        assert [said.split(" (")[0] for said in row[2:6]] == means
        assert row[6] == f"{100 * held['lacking'] / held['demand']:,.0f}"
    assert any(row[3].split(" (")[0] != "0" for row in table.rows)
    assert any(row[4].split(" (")[0] != "0" for row in table.rows)


def test_in_print_nothing_covers_and_nothing_stays_folded(style):
    printed = style.split("@media print")[1]
    assert "fixed" not in printed.replace("is fixed to the page", "")
    assert "details::details-content { content-visibility: visible" in printed
    assert "break-inside: avoid" in printed
    assert "display: table-header-group" in printed


def test_on_a_telephone_each_cell_carries_the_words_of_its_column(report, style):
    assert "@media screen and (max-width: 40rem)" in style
    assert "attr(data-label)" in style
    page = report.as_html()
    assert page.count("<td ") == page.count("<td data-label=") > 100
