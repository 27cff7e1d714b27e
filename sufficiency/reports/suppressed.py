"""What placements hide: children by the level they need beside children as they are placed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.messages.listing import counted
from sufficiency.projection import PLACED_LEVELS, Projection
from sufficiency.reports.parts import RANGED, Table, table_of
from sufficiency.reports.words import january_words, level_words
from sufficiency.tables import by_labels


def suppressed_words(projection: Projection, frame: pd.DataFrame) -> str:
    """Say how many more need a base or special place than are placed in one, and where they are.

    Parameters
    ----------
    projection : Projection
    frame : pandas.DataFrame
        Its `suppressed()`.
    """
    rows = by_labels(frame, "year", "counted_as")
    first, last = projection.base, projection.years[-1]
    told = " ".join(
        f"{level_words(level)}: in January {terms.january_of_year(first)}, "
        f"{counted(rows[first, level]['placed'], 'child was', 'children were')} in one and "
        f"{counted(rows[first, level]['needed'], 'is', 'are')} supposed to need one, "
        f"{_difference(rows[first, level])}. In January {terms.january_of_year(last)} it would be "
        f"{_difference(rows[last, level])}, if places grew as plans do."
        for level in PLACED_LEVELS
    )
    settings = terms.settings()
    here = frame[(frame["year"] == first) & frame["counted_as"].isin(settings.codes)]
    there = here[~here["counted_as"].isin(terms.short_list("level").codes)]
    elsewhere = ", ".join(
        f"{settings.label(row['counted_as']).lower()} {row['placed']:,.0f}"
        for row in there.sort_values("placed", ascending=False, kind="stable").to_dict("records")
    )
    whose = (
        f" Besides mainstream, bases and special schools, children were in: {elsewhere}."
        if elsewhere
        else ""
    )
    return (
        "Placements follow supply, so they hide demand. Each child is counted at the level that "
        "the scenario supposes the child to need, wherever the child is now. "
        f"{told} These differences follow from what children in "
        f"each setting are supposed to need, which nobody counted: see Assumptions.{whose}"
    )


def _difference(row: dict[str, Any]) -> str:
    """Say how many more or fewer need a level than are placed at it, with the range."""
    difference, low, high = (float(row[name]) for name in ("difference", "low", "high"))
    if low < 0 < high:
        return f"{difference:+,.0f} ({low:+,.0f} to {high:+,.0f})"
    near, far = sorted((abs(low), abs(high)))
    side = "fewer" if difference < 0 else "more"
    return f"{abs(difference):,.0f} {side} ({near:,.0f} to {far:,.0f})"


def suppressed_table(projection: Projection, frame: pd.DataFrame) -> Table:
    """Lay the two ways of counting side by side, for the first January and the last.

    Parameters
    ----------
    projection : Projection
    frame : pandas.DataFrame
        Its `suppressed()`.
    """
    base, end = projection.base, projection.years[-1]
    first, last = (frame[frame["year"] == year].set_index("counted_as") for year in (base, end))
    wide = pd.DataFrame({"counted_as": first.index})
    for year, held in ((base, first), (end, last)):
        wide[f"placed_{year}"] = held["placed"].to_numpy()
        wide[f"needed_{year}"] = held["needed"].to_numpy()
    columns = {"counted_as": "Level, or setting at no level"}
    for year in (base, end):
        january = terms.january_of_year(year)
        columns |= {
            f"placed_{year}": f"As placed, January {january}",
            f"needed_{year}": f"As needed, January {january}",
        }
    return table_of(
        wide,
        columns,
        caption="Children as they are placed, and by the level that they need: means over the "
        "draws. Later ones as placed keep to today's settings by need and age",
        words={"counted_as": _line_words},
    )


def _line_words(value: object) -> str:
    code, settings = str(value), terms.settings()
    if code in terms.short_list("level"):
        return level_words(code)
    return str(settings.label(code))


def young_people_words(projection: Projection) -> str:
    """Say how many are 16 to 25, now and at the end."""
    rows = by_labels(projection.young_people(), "year")
    first, last = rows[projection.base], rows[projection.years[-1]]
    return (
        f"Of all plans, {first['children']:,.0f} are of young people of 16 to 25 (Year 12 and "
        f"above) in January {terms.january_of_year(projection.base)}, and "
        f"{last['children']:,.0f} ({last['low']:,.0f} to {last['high']:,.0f}) in January "
        f"{terms.january_of_year(projection.years[-1])}."
    )


def young_people_table(projection: Projection) -> Table:
    """Lay young people of 16 to 25 out by level, every year below each other."""
    frame = projection.young_people(by=("year", "level"))
    levels = terms.short_list("level").codes
    whole = projection.young_people()
    wide = pd.DataFrame({"year": whole["year"]})
    for code, held in [
        ("all", whole),
        *((level, frame[frame["level"] == level]) for level in levels),
    ]:
        for side, end in (("children", ""), ("low", "_low"), ("high", "_high")):
            wide[f"{code}{end}"] = held[side].to_numpy(dtype=float)
    return table_of(
        wide,
        {
            "year": "January",
            "all": "All of 16 to 25",
            **{code: level_words(code) for code in levels},
        },
        caption=f"Young people of 16 to 25 with a plan, by level of need {RANGED}",
        words={"year": january_words},
    )
