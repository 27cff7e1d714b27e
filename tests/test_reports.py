"""A report: a page that all can read, that stands alone, with the numbers of its allocation."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest
from small_areas import Small, allocated, tables_of

import sufficiency as sf
from sufficiency import figures, terms
from sufficiency.allocation.answer import strain_year
from sufficiency.allocation.map_frames import map_frames
from sufficiency.errors import looks_personal
from sufficiency.places import METRES_A_MILE
from sufficiency.results import BANNER, gathered

QUESTIONS = (
    "Children without a place",
    "Enough places locally, when needed",
    "Independent and distant provision",
    "Nearness to home",
    "Pattern of places against pattern of need",
)
STRANGE = 'St. "<b>Mary\'s</b>" & <script>alert(1)</script>'
VOID = {"meta", "link", "br", "hr", "img", "input", "path", "use", "rect", "circle", "line"}


@dataclass
class Page(HTMLParser):
    """What stands on a page: elements with their attributes, text and how deep they are."""

    elements: list = field(default_factory=list)
    text: list = field(default_factory=list)
    unclosed: list = field(default_factory=list)
    crossed: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes), list(self.unclosed)))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes), list(self.unclosed)))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.unclosed or self.unclosed[-1] != tag:
            self.crossed.append(tag)
        else:
            self.unclosed.pop()

    def handle_data(self, words):
        if "style" not in self.unclosed:
            self.text.append(words)

    def all(self, tag):
        return [(attributes, inside) for name, attributes, inside in self.elements if name == tag]

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def parsed(text):
    page = Page()
    page.feed(text)
    page.close()
    return page


@pytest.fixture(scope="module")
def comparison():
    """Two plans of the small area, one of whose schools has a name full of strange letters."""
    tables = tables_of()
    tables["sites"] = tables["sites"].replace({"name": {"Manor School": STRANGE}})
    projection = sf.project(sf.area_from_frames(tables), draws=4, workers=1)
    more = sf.as_things_stand().with_places("B", "all", {2026: 40}, name="larger base")
    now, other = (sf.allocate(projection, plan, draws=4, workers=1) for plan in (None, more))
    return sf.compare(now=now, larger=other)


@pytest.fixture(scope="module")
def report(comparison):
    return sf.report(comparison)


@pytest.fixture(scope="module")
def text(report):
    return report.as_html()


@pytest.fixture(scope="module")
def page(text):
    return parsed(text)


@pytest.mark.slow
def test_the_page_parses_with_its_language_title_and_banner(page, report):
    assert page.unclosed == []
    assert page.crossed == []
    assert page.all("html")[0][0]["lang"] == "en-GB"
    assert len(page.all("title")) == 1
    assert page.words.startswith(report.title)
    assert "Testshire" in report.title
    assert "2025/26 to 2027/28" in report.title
    assert page.words.count(BANNER) == 2
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {a["href"].removeprefix("#") for a, _ in page.all("a") if a["href"].startswith("#")}
    assert links <= set(ids)


def test_headings_go_down_step_by_step(page):
    levels = [int(name[1]) for name, _, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_five_questions_of_a_strategy_are_answered_by_name(page, report):
    titles = [section.title for section in report.sections]
    assert tuple(titles[:5]) == QUESTIONS
    assert all(section.question.endswith("?") for section in report.sections[:5])
    for section in report.sections:
        assert section.title in page.words
        assert section.paragraphs or section.tables or section.charts


def test_every_picture_speaks_and_has_its_numbers_beside_it(page, report):
    pictures = [attributes for attributes, _ in page.all("svg")]
    assert len(pictures) == sum(len(section.charts) for section in report.sections) >= 8
    for attributes in pictures:
        assert attributes["role"] == "img"
        assert len(attributes["aria-label"]) > 20
    folded = sum(len(section.folded) for section in report.sections)
    assert len(page.all("figure")) == len(pictures)
    inside = [place for _, place in page.all("table") if "details" in place]
    assert len(inside) == len(page.all("details")) == len(pictures) + folded
    for section in report.sections:
        for chart in section.charts:
            assert chart.table.rows, chart.caption


def test_every_table_has_a_caption_and_headers_with_a_scope(page):
    tables = page.all("table")
    assert len(page.all("caption")) == len(tables) > 8
    scopes = [attributes.get("scope") for attributes, _ in page.all("th")]
    assert set(scopes) == {"col", "row"}
    regions = [a for a, _ in page.all("div") if "scroll" in a.get("class", "").split()]
    assert len(regions) == len(tables) + len(page.all("svg"))
    assert all(a["role"] == "region" and a["aria-label"] for a in regions)


def test_nothing_is_fetched_and_nothing_runs(text, page):
    assert page.all("script") == []
    assert [tag for tag in ("iframe", "link", "object", "embed", "img") if page.all(tag)] == []
    spaces = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r"https?://[^\s\"'<>)]+", text)) <= spaces
    for _, attributes, _ in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "xlink:href"):
            assert attributes.get(name, "#").startswith("#")
    assert "@import" not in text
    assert "url(" not in text.split("</style>")[0]


def test_nothing_on_the_page_looks_like_a_person(page):
    for words in page.text:
        assert not looks_personal(words), words
    for _, attributes, _ in page.elements:
        assert not looks_personal(attributes.get("aria-label", ""))


def test_the_numbers_on_the_page_are_those_of_the_summary(page, comparison, report):
    allocation = comparison.reference
    summary = allocation.summary()
    strain, gap, proof = allocation.answer()
    of_page = proof.replace("the table about", "Basis, sources and provenance")
    for sentence in (strain, gap, of_page, *comparison.sentences()):
        assert sentence in page.words
    held = summary.set_index(["year", "measure"])
    for row in report.overview.rows:
        measure = summary[summary["label"] == row[0]]["measure"].iloc[0]
        for label, cell in zip(report.overview.header[1:], row[1:], strict=True):
            year = terms.year_from_text(label)
            value, low, high = (held.loc[(year, measure), s] for s in ("value", "low", "high"))
            shown = [f"{number:,.0f}".replace("-0", "0") for number in (value, low, high)]
            wanted = shown[0] if len(set(shown)) == 1 else f"{shown[0]} ({shown[1]} to {shown[2]})"
            assert cell == wanted


def section_of(report, anchor):
    return next(section for section in report.sections if section.anchor == anchor)


def test_the_table_of_fates_is_that_of_the_gap(comparison, report):
    frame = comparison.reference.to_frame("gap", by=["year"])
    table = section_of(report, "without").charts[0].table
    assert [row[0] for row in table.rows] == [terms.year_label(year) for year in frame["year"]]
    for row, held in zip(table.rows, frame.to_dict("records"), strict=True):
        assert row[1].startswith(f"{held['demand']:,.0f} (")
        assert row[-1].startswith(f"{held['without']:,.0f} (")


def test_assumptions_sources_and_provenance_are_told(page, comparison):
    for name, value in comparison.provenance().settings.items():
        assert name in page.words
        assert str(value) in page.words
    told = gathered(comparison.notes)
    assert len(told) < len(comparison.notes), "notes of one kind are told as one"
    for note in told:
        assert note.seen in page.words


def test_no_flow_under_five_is_on_the_map_or_in_its_table():
    allocation = allocated(Small())
    flows = allocation.to_frame("placed")
    assert (flows["children"] < 5).any()
    drawn = 0
    for year in allocation.years:
        shown = map_frames(allocation, year).flows
        assert (shown["children"] >= 5).all()
        drawn += len(shown)
    assert drawn > 0


def test_the_table_of_the_map_holds_each_line_and_each_locality_and_no_small_flow(
    comparison, report
):
    allocation = comparison.reference
    year = strain_year(allocation)
    shown = map_frames(allocation, year)
    table = section_of(report, "map").charts[0].table
    lines = [row for row in table.rows if row[-1] != "–"]
    counts = sorted(float(row[-1].replace(",", "")) for row in lines)
    assert counts == sorted(float(round(held)) for held in shown.flows["children"])
    assert min(counts) >= 5
    assert {row[1] for row in table.rows} == set(shown.homes["name"])
    assert {row[3] for row in lines} <= set(shown.sites["name"])
    demand = dict(zip(shown.homes["name"], shown.homes["size"], strict=True))
    assert all(row[2] == f"{demand[row[1]]:,.0f}" for row in table.rows)


def with_far_school(tables):
    """Put the independent school some 22 miles from every locality."""
    sites = tables["sites"]
    return tables | {
        "sites": sites.assign(easting=sites["easting"].where(sites["site"] != "I", 528000))
    }


def made_of(tables, *, until):
    projection = sf.project(sf.area_from_frames(tables), until=until, draws=4, workers=1)
    return sf.allocate(projection, draws=4, workers=1)


@pytest.mark.slow
def test_each_flow_of_five_or_more_is_in_the_table_and_the_far_ones_are_said_to_be_off_the_map():
    made = made_of(with_far_school(tables_of(independent=24)), until=2026)
    year = strain_year(made)
    placed = made.to_frame("placed").query("year == @year")
    whole = placed.groupby(["locality", "site"])["children"].sum()
    large = whole[whole >= 5]
    far = large[large.index.get_level_values("site") == "I"]
    assert len(far) > 0
    shown = map_frames(made, year)
    assert "I" not in set(shown.sites["site"])
    assert "I" not in set(shown.flows["site"])
    section = section_of(sf.report(made), "map")
    lines = [row for row in section.charts[0].table.rows if row[-1] != "–"]
    assert sorted(float(row[-1]) for row in lines) == sorted(large.round())
    assert "Manor School" in {row[3] for row in lines}
    told = (
        f"Off the map: {len(far)} line{'s' if len(far) > 1 else ''} with {far.sum():,.0f} children "
        "to schools more than 12 miles from the nearest locality."
    )
    assert told in section.paragraphs[0]
    assert told in figures.alt_text(made.plot.map(year=year))


def test_a_map_on_which_all_is_says_nothing_of_what_is_off_it(report, comparison):
    assert "Off the map" not in section_of(report, "map").paragraphs[0]
    assert "Off the map" not in figures.alt_text(comparison.reference.plot.map())


@pytest.mark.parametrize(("miles", "is_there"), [(11.9, True), (12.1, False)])
def test_a_school_with_a_line_is_on_the_map_up_to_twelve_miles(miles, is_there):
    tables = tables_of(localities=1)
    sites = tables["sites"]
    east = 488000 + miles * METRES_A_MILE
    moved = {"easting": sites["easting"].where(sites["site"] != "I", east)}
    moved["northing"] = sites["northing"].where(sites["site"] != "I", 279000)
    made = made_of(tables | {"sites": sites.assign(**moved)}, until=2025)
    shown = map_frames(made, 2025)
    assert ("I" in set(shown.flows["site"])) is is_there
    assert ("I" in set(shown.far_flows["site"])) is not is_there


def test_a_school_that_opens_later_is_not_on_the_map_of_an_earlier_year():
    tables = tables_of()
    row = ("N", "New School", "Testshire", 488600, 279600, "made")
    new = {
        "sites": pd.DataFrame([row], columns=tables["sites"].columns),
        "pools": tables["pools"].query("site == 'S'").assign(site="N", year=2027),
        "places": tables["places"].query("site == 'S'").assign(site="N", year=2027),
    }
    grown = {name: pd.concat([tables[name], rows], ignore_index=True) for name, rows in new.items()}
    made = made_of(tables | grown, until=2027)
    assert "N" in map_frames(made, 2027).sites["site"].tolist()
    assert "N" not in map_frames(made, 2025).sites["site"].tolist()


def test_a_school_that_has_closed_is_not_on_the_map_and_has_no_line():
    closed = sf.as_things_stand().with_places("S", "all", {2026: 0}, name="closed")
    made = sf.allocate(allocated(Small()).projection, closed, draws=2, workers=1)
    assert "S" in set(map_frames(made, 2025).flows["site"])
    assert "S" not in set(map_frames(made, 2026).sites["site"])
    assert "S" not in set(made.to_frame("placed").query("year == 2026")["site"])


@pytest.mark.slow
def test_what_differs_besides_the_scenario_is_told():
    kept, released = allocated(Small()), allocated(Small(), stayers="release")
    made = sf.compare(keep=kept, release=released, again=kept)
    points = section_of(sf.report(made), "comparison").points
    assert [words for words in points if words.startswith("release:")] == [
        "release: Everybody is placed anew each year; in the reference children stay where they "
        "are."
    ]
    assert "again: No difference." in points
    other = sf.compare(release=released, keep=kept).differences("keep")
    assert other == (
        "Children stay where they are, and are not placed anew each year as in the reference.",
    )


def test_who_stays_is_told_once_and_as_it_was_allocated():
    plan = sf.as_things_stand().but(name="anew", stayers="release")
    projection = allocated(Small()).projection
    anew = sf.allocate(projection, plan, draws=4, workers=1)
    kept = sf.allocate(projection, plan, draws=4, stayers="keep", workers=1)
    made = sf.compare(now=allocated(Small()), anew=anew, kept=kept)
    assert made.differences("anew") == ("stayers: release instead of keep.",)
    assert made.differences("kept") == ("No difference.",)


def test_a_comparison_shows_no_change_of_the_reference(report):
    """A dash, and no nought, since it is not held against itself."""
    for table in section_of(report, "comparison").tables:
        changes = {row[1]: set() for row in table.rows}
        for row in table.rows:
            changes[row[1]].add(row[3])
        assert changes["now"] == {"–"}
        assert "–" not in changes["larger"]


def test_the_plans_that_are_compared_are_told(report, page):
    section = section_of(report, "comparison")
    assert any("Brook School" in words or "B" in words for words in section.points)
    assert "larger" in page.words
    assert len(section.tables) == 2
    assert [table.header[1] for table in section.tables] == ["Plan", "Plan"]


def test_names_cannot_break_the_page(page):
    """Names of an area's own tables are shown as they are, whatever letters they have."""
    assert page.all("script") == []
    assert page.all("b") == []
    assert STRANGE in page.words
