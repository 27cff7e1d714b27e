"""Small areas: their names, the areas in which they lie, and their points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, finding
from sufficiency.sources.headings import GEOGRAPHIES, column_of
from sufficiency.sources.points import points_of
from sufficiency.sources.populations.shapes import Shape

if TYPE_CHECKING:
    import pandas as pd

POINTS = ("easting", "northing", "latitude", "longitude")


def small_area_rows(rows: pd.DataFrame, shape: Shape, *, parents: Sequence[str]) -> pd.DataFrame:
    """Lay the small areas of a table out: code, name, point, and the areas in which they lie.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text, without the figures.
    shape : Shape
        What the columns hold.
    parents : sequence of str
        Headings of further columns to keep.
    """
    import pandas as pd

    easting, northing = points_of(rows)
    code = str(shape.code)
    columns: dict[str, Any] = {
        "area": rows[code],
        "name": rows[shape.name or code],
        "easting": easting,
        "northing": northing,
    }
    for kind in GEOGRAPHIES:
        for role in ("code", "name"):
            pattern = f"{kind}_{role}"
            heading = None if pattern == "oa_name" else column_of(rows.columns, pattern)
            if heading is not None and heading not in (code, shape.name):
                columns[pattern] = rows[heading]
    return pd.DataFrame({**columns, **{name: rows[name] for name in parents if name in rows}})


def small_areas_of(parts: Sequence[pd.DataFrame], ages: pd.DataFrame) -> pd.DataFrame:
    """Lay small areas out, one row each.

    Parameters
    ----------
    parts : sequence of pandas.DataFrame
        Of each sheet, from `small_area_rows`.
    ages : pandas.DataFrame
        Columns year, area, age, persons.

    Returns
    -------
    pandas.DataFrame
        Columns area, name, easting, northing [metres, NaN where not given], persons (of the ages
        that are read, in the last year), then the areas in which it lies, by kind.
    """
    import pandas as pd

    laid = pd.concat(parts, ignore_index=True).drop_duplicates("area", keep="last")
    last = ages[ages["year"] == ages["year"].max()].groupby("area")["persons"].sum()
    persons = laid["area"].map(last)
    made = laid.assign(persons=persons.astype("float64")).sort_values("area")
    first = ["area", "name", "easting", "northing", "persons"]
    rest = [name for name in made.columns if name not in first]
    return made[[*first, *rest]].reset_index(drop=True)


def points_missing(small_areas: pd.DataFrame, *, file: str) -> list[Finding]:
    """Note small areas without a point, in a file that has points of others."""
    missing = small_areas["easting"].isna()
    if not missing.any() or missing.all():
        return []
    words: dict[str, Any] = {"count": int(missing.sum()), "areas": len(small_areas)}
    first = small_areas.loc[missing, "area"].iloc[0]
    return [finding("population_point_missing", file=file, value=first, **words)]
