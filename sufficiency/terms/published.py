"""What the Department publishes on plans: its files, topics, flows, and changes in counting."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sufficiency.terms.codes import read_rows


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of the publication "Education, health and care plans".

    Parameters
    ----------
    file, label : str
        Its code, and what it holds in words.
    form : {"wide", "needs", "flows", "long", "other"}
        How it is laid out.
    measure : str
        "plans" or "new_plans"; blank where it holds flows.
    period : str
        "january" where a year is that of a January, "calendar" where it is a whole year.
    has : tuple of tuple of str
        Headings by which it is known: of each group one at least.
    used : bool
        Whether anything is made of it.
    """

    file: str
    label: str
    form: str
    measure: str
    period: str
    has: tuple[tuple[str, ...], ...]
    used: bool

    def is_headed(self, headings: Collection[str]) -> bool:
        """Say whether headings, in small letters, are those of this file."""
        return all(any(one in headings for one in group) for group in self.has)


@dataclass(frozen=True, slots=True)
class PublishedFlow:
    """A column of requests, assessments or ceased plans.

    Parameters
    ----------
    file, heading : str
        Where it stands; the heading in small letters.
    flow, reason : str
        What it counts; the reason is blank for the whole flow.
    is_part : bool
        Whether the whole flow is the sum of it and the other parts.
    """

    file: str
    heading: str
    flow: str
    reason: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class PublishedChange:
    """A change in what is counted.

    Parameters
    ----------
    kind : {"first", "last", "beside", "break", "margins_from"}
        First or last January with a category; a category that stands beside its total up to a
        January; a break in all series; the first January of which margins are made.
    january : int
        Calendar year of the January.
    form, category, total : str
        The category and the form of file that it stands in; the total.
    why : str
        In words.
    """

    kind: str
    january: int
    form: str
    category: str
    total: str
    why: str


@cache
def published_files() -> tuple[PublishedFile, ...]:
    """Give the files of the publication, the most telling headings first."""
    return tuple(
        PublishedFile(
            row["file"],
            row["label"],
            row["form"],
            row["measure"],
            row["period"],
            tuple(tuple(group.split("|")) for group in row["has"].split(";")),
            row["used"] == "yes",
        )
        for row in read_rows("ees_files.csv")
    )


@cache
def published_flows() -> tuple[PublishedFlow, ...]:
    """Give the columns of requests, assessments and ceased plans."""
    return tuple(
        PublishedFlow(
            row["file"], row["heading"], row["flow"], row["reason"], row["is_part"] == "yes"
        )
        for row in read_rows("ees_flows.csv")
    )


@cache
def published_changes() -> tuple[PublishedChange, ...]:
    """Give the changes in what is counted, in the order of the table."""
    return tuple(
        PublishedChange(
            row["kind"],
            int(row["january"]),
            row["form"],
            row["category"],
            row["total"],
            row["why"],
        )
        for row in read_rows("ees_changes.csv")
    )


def published_topic(file: str, topic: str) -> str:
    """Say by what a topic of a file breaks its figures down.

    Parameters
    ----------
    file : str
        Code of a published file.
    topic : str
        As it stands in the column breakdown_topic.

    Returns
    -------
    str
        "all", "age" or "setting"; blank where nothing is made of the topic.

    Examples
    --------
    >>> (
    ...     published_topic("caseload", "Child or young persons age"),
    ...     published_topic("caseload", "Sex"),
    ... )
    ('age', '')
    """
    spoken = topic.strip().casefold()
    for row in read_rows("ees_topics.csv"):
        if row["file"] == file and re.fullmatch(row["topic"], spoken):
            return row["by"]
    return ""


@cache
def _capacity_columns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["name"], re.compile(row["pattern"])) for row in read_rows("scap_columns.csv"))


def capacity_column_of(heading: str) -> str:
    """Say which column of the school capacity statistics a heading is; blank for any other.

    Examples
    --------
    >>> capacity_column_of("primary_SEND_unit_capacity")
    'primary_unit'
    >>> capacity_column_of("pupil_forecast_and_202425_actuals")
    'forecast'
    """
    spoken = "_".join(heading.casefold().split())
    return next((name for name, pattern in _capacity_columns() if pattern.fullmatch(spoken)), "")
