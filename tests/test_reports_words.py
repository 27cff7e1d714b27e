"""What the answer and the report say in words is said only where it is so."""

import pandas as pd
import pytest
from small_areas import tables_of

import sufficiency as sf
from sufficiency.reports.words import over_words


def section_of(allocation, anchor):
    return next(part for part in sf.report(allocation).sections if part.anchor == anchor)


def words_of(allocation, anchor):
    section = section_of(allocation, anchor)
    return " ".join((*section.paragraphs, *section.points))


def made_of(tables, *, until=2025, draws=2):
    area = sf.area_from_frames(tables)
    projection = sf.project(area, until=until, draws=draws, workers=1)
    return sf.allocate(projection, draws=draws, workers=1)


def test_what_is_told_as_somebody_is_not_shown_as_nought():
    """Half a child is shown as 0, so it is told as nobody."""
    assert over_words(0.5) == "No pool holds more children than it has places."
    assert over_words(0.51).startswith("1 children (mean) are above the places of their pool")


@pytest.mark.parametrize(
    ("authority", "is_known"), [("Testshire", True), ("Testshire Council", False)]
)
def test_schools_are_called_the_authority_s_only_where_they_are(authority, is_known):
    """The table sites says "Testshire"; Manor School is elsewhere."""
    tables = tables_of()
    tables["pools"] = tables["pools"].assign(setting=["special", "base", "special"])
    about = {"item": ["name", "authority"], "value": ["Testshire", authority]}
    allocation = made_of(tables | {"about": pd.DataFrame(about)})
    charts = section_of(allocation, "enough").charts
    names = [row[0] for chart in charts for row in chart.table.rows]
    assert any(name.startswith("Hill School") for name in names)
    assert any(name.startswith("Manor School") for name in names) is not is_known
    whose = "the authority's schools" if is_known else "all schools"
    for chart in charts:
        assert chart.caption.endswith(f"children against places at {whose}")
        assert chart.table.caption.startswith(f"Places and children at {whose}")
        assert whose.capitalize() in chart.svg.replace("’", "'").replace("&#x27;", "'")
