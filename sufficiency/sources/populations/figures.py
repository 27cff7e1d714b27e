"""From a table of population, whatever its shape, to one row for each figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, finding
from sufficiency.sources.counts import and_others, read_counts
from sufficiency.sources.headings import plain, words
from sufficiency.sources.populations.shapes import (
    ALL_AGES,
    BAND,
    OLDEST_READ,
    PERSONS,
    Shape,
    age_of_text,
)

if TYPE_CHECKING:
    import pandas as pd

EARLIEST, LATEST = 1990, 2100
WHAT = "a number of persons"


@dataclass(frozen=True)
class Figures:
    """Persons, one row for each figure.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns row, area, year, sex, age (`ALL_AGES` for a total) and persons.
    left_out : mapping of str to int
        Rows of the file that give no figure, by reason.
    faults, notes : list of Finding
    """

    frame: pd.DataFrame
    left_out: dict[str, int]
    faults: list[Finding]
    notes: list[Finding]


def figures_of(
    frame: pd.DataFrame, shape: Shape, *, year: int | None, sex: str, file: str
) -> Figures:
    """Lay the figures of the rows out.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text, indexed by the row as the user sees it; only rows that are asked for.
    shape : Shape
    year : int or None
        That of the whole table, where no column says it.
    sex : str
        That of the whole table, where no column says it.
    file : str
        What to call the file.
    """
    left_out: dict[str, int] = {}
    faults: list[Finding] = []
    rows = _counted(frame, shape, left_out)
    ages = _ages(rows, shape, file=file, faults=faults)
    if ages is not None:
        left_out["a group of ages"] = int((ages == BAND).sum())
        rows, ages = rows[ages != BAND], ages[ages != BAND]
    years = _years(rows, shape, year=year, file=file, faults=faults)
    sexes = _sexes(rows, shape, sex=sex, file=file, faults=faults)
    long = _melted(rows, shape, ages=ages, years=years, sexes=sexes)
    long = long[long["age"] != BAND]
    texts = long["text"]
    texts.index = long["row"].to_numpy()
    counts = read_counts(texts, file=file, column=long["column"], what=WHAT)
    long = long.assign(persons=counts.numbers.to_numpy())
    if ages is not None:
        older = (ages > OLDEST_READ).sum()
        left_out[f"older than {OLDEST_READ}"] = int(older)
        left_out["all ages together"] = int((ages == ALL_AGES).sum())
    kept = long[["row", "area", "year", "sex", "age", "persons"]]
    left_out = {why: count for why, count in left_out.items() if count}
    return Figures(kept, left_out, [*faults, *counts.faults], list(counts.notes))


def _counted(frame: pd.DataFrame, shape: Shape, left_out: dict[str, int]) -> pd.DataFrame:
    """Leave out components of change such as births and deaths."""
    if shape.component is None:
        return frame
    known = words("component")
    is_population = frame[shape.component].map(lambda text: plain(text) in known or text == "")
    left_out["a component of change"] = int((~is_population.astype(bool)).sum())
    return frame[is_population.astype(bool)]


def _ages(
    rows: pd.DataFrame, shape: Shape, *, file: str, faults: list[Finding]
) -> pd.Series[Any] | None:
    if shape.age is None:
        return None
    told = {text: age_of_text(text) for text in rows[shape.age].unique()}
    _name_unknown("population_not_an_age", rows[shape.age], told, file=file, faults=faults)
    ages = rows[shape.age].map({text: BAND if age is None else age for text, age in told.items()})
    return ages.astype("int64")


def _years(
    rows: pd.DataFrame, shape: Shape, *, year: int | None, file: str, faults: list[Finding]
) -> pd.Series[Any] | None:
    """Give the year of each row; None where years stand across."""
    import pandas as pd

    if shape.years:
        return None
    if shape.year is None:
        return pd.Series(year, index=rows.index, dtype="int64")
    told = {text: _year(text) for text in rows[shape.year].unique()}
    _name_unknown("population_not_a_year", rows[shape.year], told, file=file, faults=faults)
    return rows[shape.year].map({text: one or 0 for text, one in told.items()}).astype("int64")


def _year(text: str) -> int | None:
    """Read a year, or the day in its middle."""
    told = re.fullmatch(r"([0-9]{4})(?:-.*)?", text)
    return int(told[1]) if told and EARLIEST <= int(told[1]) <= LATEST else None


def _sexes(
    rows: pd.DataFrame, shape: Shape, *, sex: str, file: str, faults: list[Finding]
) -> pd.Series[Any]:
    import pandas as pd

    if shape.sex is None:
        return pd.Series(sex, index=rows.index, dtype=object)
    known = words("sex")
    told = {text: known.get(plain(text)) for text in rows[shape.sex].unique()}
    _name_unknown("population_sex_unknown", rows[shape.sex], told, file=file, faults=faults)
    return rows[shape.sex].map({text: one or PERSONS for text, one in told.items()})


def _name_unknown(
    rule: str,
    texts: pd.Series[Any],
    told: dict[str, Any],
    *,
    file: str,
    faults: list[Finding],
) -> None:
    """Name each text that was not understood once, at its first row."""
    for text in [text for text, meaning in told.items() if meaning is None]:
        where = texts.index[(texts == text).to_numpy()]
        words_of: dict[str, Any] = {"value": text or "(blank)", "others": and_others(len(where))}
        faults.append(
            finding(rule, file=file, row=int(where[0]), column=str(texts.name), **words_of)
        )


def _melted(
    rows: pd.DataFrame,
    shape: Shape,
    *,
    ages: pd.Series[Any] | None,
    years: pd.Series[Any] | None,
    sexes: pd.Series[Any],
) -> pd.DataFrame:
    """Lay columns that stand across below each other."""
    import pandas as pd

    area = rows[shape.code] if shape.code else pd.Series("", index=rows.index, dtype=object)
    parts = []
    for column in shape.numbers:
        sex, age = shape.ages.get(column, ("", 0))
        if shape.ages and (age == BAND or (age > OLDEST_READ and not _is_checked(shape))):
            continue
        parts.append(
            pd.DataFrame(
                {
                    "row": rows.index,
                    "area": area.to_numpy(dtype=object),
                    "year": shape.years[column] if years is None else years.to_numpy(),
                    "sex": sex if shape.ages and sex != PERSONS else sexes.to_numpy(dtype=object),
                    "age": age if ages is None else ages.to_numpy(),
                    "text": rows[column].to_numpy(dtype=object),
                    "column": column,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _is_checked(shape: Shape) -> bool:
    """Say whether all ages stand beside their total, so that the two can be held together."""
    ages = {age for _, age in shape.ages.values()}
    return ALL_AGES in ages and max(ages) >= 85
