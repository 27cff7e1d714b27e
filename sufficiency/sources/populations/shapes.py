"""The shapes in which population by single year of age is published, told by their headings.

Ages or years stand across, or each row is one figure. What a column holds is told by its heading:
`AREA_CODE, AREA_NAME, COMPONENT, SEX, AGE_GROUP, 2022, 2023` (sub-national projections),
`ladcode21, laname21, country, sex, age, population_2011` (MYEB1), `LAD 2023 Code, LSOA 2021 Code,
Total, F0, F1, M0` (small areas), `DATE, GEOGRAPHY_CODE, GENDER_NAME, C_AGE_NAME, OBS_VALUE`
(Nomis).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sufficiency.sources.headings import GEOGRAPHIES, column_of, is_kind, plain, words

FEWEST_AGES = 5
"""So many ages stand across at least: fewer are a table of something else."""

OLDEST = 120
OLDEST_READ = 26
"""Two years above the last age that is planned for: shares of an age look at its neighbours."""
ALL_AGES = -1
"""Stands for the age of a total."""

BAND = -2
"""Stands for an age band, which single years of age make needless."""

PERSONS = "persons"

_SEX = r"(?P<{name}>females?|males?|persons?|f|m|p)"
_AGE = re.compile(
    rf"(?:{_SEX.format(name='before')} ?)?(?:aged? |pop |population |a)?(?P<age>[0-9]{{1,3}})"
    r"(?P<open> ?\+| plus| and over| or over| years and over)?(?: years?)?(?: old)?"
    rf"(?: {_SEX.format(name='after')})?"
)
_BAND = re.compile(
    r"(?:aged? )?[0-9]{1,3} ?(?: |to )[0-9]{1,3}(?: years?)?|(?:under|over) [0-9]{1,3}.*"
)
_YEAR = re.compile(
    r"(?:population|pop|persons|mid|mid year|year|obs value|value|y)? ?(?P<year>(?:19|20)[0-9]{2})"
)


@dataclass(frozen=True)
class Shape:
    """What the columns of a table of population hold.

    Parameters
    ----------
    kind : str
        Kind of the areas of its rows: one of `GEOGRAPHIES`, "area", or "" where none is told.
    code, name : str or None
        Headings of the area's code and name.
    ages : mapping of str to (str, int)
        Headings of ages that stand across, each with its sex and age; `ALL_AGES` for the total.
    years : mapping of str to int
        Headings of years that stand across.
    age, year, sex, value, component : str or None
        Headings of the columns that say so for each row.
    """

    kind: str
    code: str | None
    name: str | None
    ages: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    age: str | None = None
    year: str | None = None
    sex: str | None = None
    value: str | None = None
    component: str | None = None

    @property
    def numbers(self) -> list[str]:
        """Headings of the columns with persons."""
        return [*self.ages] or [*self.years] or [str(self.value)]

    @property
    def is_wide(self) -> bool:
        """Whether ages or years stand across."""
        return bool(self.ages or self.years)


def shape_of(header: Sequence[str]) -> Shape | None:
    """Tell the shape of a table by its header; None where it is no population by age.

    Examples
    --------
    >>> shape_of(["ladcode21", "laname21", "sex", "age", "population_2020"]).years
    {'population_2020': 2020}
    >>> shape_of(["locality", "need", "plans"]) is None
    True
    """
    headings = [heading for heading in header if heading]
    kind, code, name = _area(headings)
    ages = {one: told for one in headings if (told := age_of_heading(one)) is not None}
    single = {one: told for one, told in ages.items() if told[1] >= 0}
    years = {one: year for one in headings if (year := year_of_heading(one)) is not None}
    columns = {role: column_of(headings, role) for role in ("age", "year", "sex")}
    component = column_of(headings, "component")
    if _follow(single) and columns["age"] is None:
        return Shape(kind, code, name, ages, year=columns["year"], sex=columns["sex"])
    if columns["age"] is None:
        return None
    if years:
        return Shape(
            kind,
            code,
            name,
            years=years,
            age=columns["age"],
            sex=columns["sex"],
            component=component,
        )
    value = column_of(headings, "population")
    if value is None:
        return None
    return Shape(
        kind,
        code,
        name,
        age=columns["age"],
        year=columns["year"],
        sex=columns["sex"],
        value=value,
        component=component,
    )


def _follow(ages: Mapping[str, tuple[str, int]]) -> bool:
    """Say whether ages follow each other as in a header; in a row of figures they do not."""
    run, last = 0, -1
    for _, age in ages.values():
        run = run + 1 if age == last + 1 else 1
        last = age
        if run >= FEWEST_AGES:
            return True
    return False


def _area(headings: Sequence[str]) -> tuple[str, str | None, str | None]:
    """Find the columns of the area itself: the smallest kind that is there."""
    for kind in ("area", *GEOGRAPHIES):
        code = column_of(headings, f"{kind}_code")
        if code is not None:
            has_name = kind != "oa"
            name = column_of(headings, f"{kind}_name") if has_name else None
            return kind, code, name
    name = column_of(headings, "area_name")
    return ("area", name, name) if name else ("", None, None)


def age_of_heading(heading: str) -> tuple[str, int] | None:
    """Give the sex and age that a heading stands for, or None.

    Examples
    --------
    >>> age_of_heading("F0"), age_of_heading("90+"), age_of_heading("Aged 1 year")
    (('female', 0), ('persons', 90), ('persons', 1))
    >>> age_of_heading("All ages"), age_of_heading("pop_0_4")
    (('persons', -1), None)
    """
    text = plain(heading)
    if is_kind(heading, "total_population"):
        return PERSONS, ALL_AGES
    meaning = words("age").get(text)
    if meaning == "0":
        return PERSONS, 0
    told = _AGE.fullmatch(text)
    if told is None or int(told["age"]) > OLDEST:
        return None
    sex = told["before"] or told["after"]
    return words("sex")[sex] if sex else PERSONS, _single(told)


def year_of_heading(heading: str) -> int | None:
    """Give the year that a heading stands for, or None.

    Examples
    --------
    >>> year_of_heading("population_2011"), year_of_heading("Mid-2022"), year_of_heading("12")
    (2011, 2022, None)
    """
    told = _YEAR.fullmatch(plain(heading))
    return int(told["year"]) if told else None


def age_of_text(text: str) -> int | None:
    """Give the age that a cell says; `ALL_AGES` or `BAND` where it is one; None where neither.

    Examples
    --------
    >>> age_of_text("90 and over"), age_of_text("Aged 5 to 9"), age_of_text("All ages")
    (90, -2, -1)
    """
    spoken = plain(text)
    meaning = words("age").get(spoken)
    if meaning is not None:
        return ALL_AGES if meaning == "all" else BAND if meaning == "birth" else int(meaning)
    told = _AGE.fullmatch(spoken)
    if told is not None and not (told["before"] or told["after"]) and int(told["age"]) <= OLDEST:
        return _single(told)
    return BAND if _BAND.fullmatch(spoken) else None


def _single(told: re.Match[str]) -> int:
    """Give an age; an open-ended group that holds ages of interest is a band."""
    age = int(told["age"])
    return BAND if told["open"] and age <= OLDEST_READ else age


def year_of_file(name: str) -> int | None:
    """Find the middle of a year in the name of a file: said in words, or its only year, at its end.

    A year behind the name of a kind of area is that of its boundaries.

    Examples
    --------
    >>> year_of_file("msoa_by_age_2020.csv"), year_of_file("areas-mid2022-LSOA2021.xlsx")
    (2020, 2022)
    >>> [year_of_file(name) for name in ("lsoa_2021.csv", "ages_2011_2020.csv", "areas.csv")]
    [None, None, None]
    """
    stem = name.rpartition(".")[0] or name
    years = re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", stem)
    behind = re.search(r"([a-z]*)[ _.-]*((?:19|20)[0-9]{2})$", stem.casefold())
    told = year_in_words(name)
    if told is not None or behind is None or len(years) != 1:
        return told
    return None if behind[1] in words("of_boundaries") else int(behind[2])


def year_in_words(text: str) -> int | None:
    """Find the middle of a year in a title or the name of a file.

    Examples
    --------
    >>> year_in_words("Mid-2022 LSOA 2021"), year_in_words("msoa_england_pop2020_centroids.csv")
    (2022, 2020)
    >>> year_in_words("LSOA 2021") is None
    True
    """
    told = re.findall(
        r"(?:mid|mye|pop(?:ulation)?|june|estimates?)[ _-]?((?:19|20)[0-9]{2})(?![0-9])",
        text.casefold(),
    )
    return int(told[0]) if len(set(told)) == 1 else None
