"""The rows of a council's list: each a pool of places, told strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.counts import DATE, and_others, read_counts
from sufficiency.sources.headings import plain, words
from sufficiency.sources.place_lists.matching import Matched, plain_school
from sufficiency.sources.place_lists.spans import ncys_of, needs_of, says_either

if TYPE_CHECKING:
    import pandas as pd

MOST_PLACES = 10_000
SPANS = ("year_groups", "ages", "years")
"""Roles of columns of spans, the surest first."""

MOST_NAMED = 5
NOT_A_SITE = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Choices:
    """What is true of all rows that do not say it themselves.

    Parameters
    ----------
    level, needs : str
        Blank where each row must say.
    leaving : bool
        Whether the last age of a span is that of leaving.
    """

    level: str = ""
    needs: str = ""
    leaving: bool = True


@dataclass(frozen=True, eq=False)
class Columns:
    """The headings of a list: by role, and of places by year."""

    by_role: Mapping[str, str]
    years: Mapping[str, int]

    def text(self, rows: pd.DataFrame, role: str) -> pd.Series[Any]:
        """Give the cells of a role, blank where there is no such column."""
        import pandas as pd

        heading = self.by_role.get(role)
        if heading is None:
            return pd.Series("", index=rows.index, dtype=object)
        return rows[heading]


def sites_of(
    rows: pd.DataFrame, columns: Columns, told: Matched, *, file: str
) -> tuple[pd.DataFrame, list[Finding], list[Finding]]:
    """Give code, name and URN of the school of each row; the register may have told the URN."""
    import pandas as pd

    names, urns = columns.text(rows, "school"), told.urns
    wrong = (urns != "") & ~urns.map(terms.is_urn).astype(bool)
    faults = [
        finding(
            "list_urn_wrong",
            file=file,
            row=int(row),
            column=columns.by_role["urn"],
            value=urns[row],
        )
        for row in rows.index[wrong][:MOST_NAMED]
    ]
    bare = urns == ""
    notes = list(told.findings)
    if bare.any():
        count = int(names[bare].nunique())
        first = int(rows.index[bare][0])
        notes.append(finding("list_no_urn", file=file, count=count, first=first))
    site = urns.where(~bare, names.map(code_of_name))
    laid = pd.DataFrame({"site": site, "name": names.where(names != "", urns), "urn": urns})
    faults += _two_names(laid[~bare], file=file)
    faults += _some_without_urn(laid, file=file)
    faults += _one_or_two(laid, rows, columns, file=file)
    return laid, faults, notes


def code_of_name(name: str) -> str:
    """Make a code of a school's name.

    Examples
    --------
    >>> code_of_name("St. Mary's Primary (base)")
    'ST_MARY_S_PRIMARY_BASE'
    """
    return NOT_A_SITE.sub("_", name).strip("_").upper()


def _two_names(laid: pd.DataFrame, *, file: str) -> list[Finding]:
    """Name URNs that stand beside two names."""
    faults = []
    first: dict[str, tuple[int, str]] = {}
    for row, urn, name in zip(laid.index, laid["urn"], laid["name"], strict=True):
        known = first.setdefault(urn, (int(row), plain_school(name)))
        if known[1] != plain_school(name):
            words_of: dict[str, Any] = {"value": urn, "first": known[0]}
            faults.append(finding("list_two_names", file=file, row=int(row), **words_of))
    return faults[:MOST_NAMED]


def _some_without_urn(laid: pd.DataFrame, *, file: str) -> list[Finding]:
    """Name schools that have a URN in one row and none in another: they would become two."""
    names = laid["name"].map(code_of_name)
    known: dict[str, int] = {}
    for row, name in names[laid["urn"] != ""].items():
        known.setdefault(str(name), int(str(row)))
    return [
        finding("list_urn_in_one_row", file=file, row=int(str(row)), first=known[name])
        for row, name in names[laid["urn"] == ""].items()
        if name in known
    ][:MOST_NAMED]


def _one_or_two(
    laid: pd.DataFrame, rows: pd.DataFrame, columns: Columns, *, file: str
) -> list[Finding]:
    """Name rows without a URN whose school has a name alike: it may be one school, or two.

    They are one where both name their pool, and stand in the same authority.
    """
    pools, home = columns.text(rows, "pool"), columns.text(rows, "authority_text")
    faults: list[Finding] = []
    first: dict[str, int] = {}
    for label, name in laid.loc[laid["urn"] == "", "site"].items():
        row = int(str(label))
        other = first.setdefault(str(name), row)
        is_one = pools[row] != "" and pools[other] != "" and home[row] == home[other]
        if other != row and not is_one:
            faults.append(finding("list_same_name", file=file, row=row, first=other))
    return faults[:MOST_NAMED]


def levels_of(
    rows: pd.DataFrame, columns: Columns, choices: Choices, *, file: str
) -> tuple[pd.Series[Any], list[Finding]]:
    """Give the kind of place of each row: base, special or independent."""
    texts = columns.text(rows, "level")
    known = words("level")
    told = {text: known.get(plain(text)) for text in texts.unique()}
    told[""] = choices.level or None
    faults = []
    for text, meaning in told.items():
        where = texts.index[(texts == text).to_numpy()]
        if meaning is not None or not len(where):
            continue
        row, column = int(where[0]), columns.by_role.get("level", "")
        if text == "":
            faults.append(finding("list_no_level", file=file, row=row, column=column))
            continue
        near = terms.nearest_words(text, known)
        meant = f"Did you mean {near}?" if near else "Write base, special or independent."
        words_of: dict[str, Any] = {"value": text, "others": and_others(len(where)), "meant": meant}
        faults.append(finding("list_level_unknown", file=file, row=row, column=column, **words_of))
    return texts.map({text: meaning or "" for text, meaning in told.items()}), faults


def needs_in(
    rows: pd.DataFrame, columns: Columns, choices: Choices, *, file: str
) -> tuple[pd.Series[Any], list[Finding]]:
    """Give the needs of each row, with semicolons between."""
    texts = columns.text(rows, "needs")
    faults: list[Finding] = []
    told = {}
    column = columns.by_role.get("needs", "")
    for text in texts.unique():
        where = texts.index[(texts == text).to_numpy()]
        found, lost = needs_of(text or choices.needs)
        told[text] = ";".join(found)
        row = int(where[0])
        if not text and not choices.needs:
            faults.append(finding("list_no_needs", file=file, row=row, column=column))
        for part in lost:
            near = terms.needs().nearest_words(part)
            meant = f"Did you mean {near}?" if near else f"Known are {', '.join(terms.needs())}."
            words_of: dict[str, Any] = {
                "value": part,
                "others": and_others(len(where)),
                "meant": meant,
            }
            faults.append(
                finding("list_needs_unknown", file=file, row=row, column=column, **words_of)
            )
    return texts.map(told), faults


def spans_of(
    rows: pd.DataFrame, columns: Columns, choices: Choices, *, file: str
) -> tuple[pd.DataFrame, list[Finding], list[Finding]]:
    """Give first and last NC year of each row: from year groups, from ages, or from two ages."""
    import pandas as pd

    # Year groups say NC years as they are; of ages the last may be that of leaving.
    under = next((role for role in SPANS if role in columns.by_role), "ages")
    texts = columns.text(rows, under)
    column = columns.by_role.get(under, "")
    if not column:
        low, high = columns.text(rows, "low_age"), columns.text(rows, "high_age")
        texts = low + "-" + high
        column = ", ".join(columns.by_role.get(role, "") for role in ("low_age", "high_age"))
    told = {text: ncys_of(text, leaving=choices.leaving, under=under) for text in texts.unique()}
    faults: list[Finding] = []
    notes: list[Finding] = []
    for text, span in told.items():
        if span is not None:
            continue
        where = texts.index[(texts == text).to_numpy()]
        rule = "list_ages_date" if DATE.fullmatch(text) else "list_ages_unknown"
        rule = "list_ages_or_groups" if says_either(text, under=under) else rule
        words_of: dict[str, Any] = {
            "value": text.strip("-") or "(blank)",
            "others": and_others(len(where)),
        }
        faults.append(finding(rule, file=file, row=int(where[0]), column=column, **words_of))
    ages = next(((text, span) for text, span in told.items() if span and span[2]), None)
    if ages is not None and choices.leaving:
        first, last = (terms.ncy_label(ncy) for ncy in ages[1][:2])
        years = f"{first} to {last}"
        notes.append(
            finding("list_ages_meaning", file=file, column=column, value=ages[0], years=years)
        )
    spans = [told[text] or (0, 0, False) for text in texts]
    laid = pd.DataFrame(
        {"ncy_from": [one[0] for one in spans], "ncy_to": [one[1] for one in spans]},
        index=rows.index,
        dtype="int64",
    )
    return laid, faults, notes


def places_in(
    rows: pd.DataFrame, columns: Columns, *, file: str
) -> tuple[pd.DataFrame, list[Finding], list[Finding]]:
    """Give places by row and year: columns row, year, places, taken; blank cells give none."""
    import pandas as pd

    parts: list[pd.DataFrame] = []
    faults: list[Finding] = []
    notes: list[Finding] = []
    blank = 0
    first_blank = None
    for heading, year in sorted(columns.years.items(), key=lambda one: one[1]):
        counts = read_counts(
            rows[heading],
            file=file,
            column=heading,
            what="a number of places",
            high=MOST_PLACES,
            blank_is_fault=False,
        )
        faults += counts.faults
        notes += counts.notes
        broken = counts.numbers.notna() & (counts.numbers % 1 != 0)
        faults += [
            finding(
                "list_fraction",
                file=file,
                row=int(str(row)),
                column=heading,
                value=rows.loc[row, heading],
            )
            for row in rows.index[broken][:MOST_NAMED]
        ]
        empty = rows.index[(rows[heading] == "").to_numpy()]
        blank += len(empty)
        if len(empty) and first_blank is None:
            first_blank = int(empty[0])
        known = counts.numbers[counts.numbers.notna()]
        parts.append(pd.DataFrame({"row": known.index, "year": year, "places": known.to_numpy()}))
    laid = pd.concat(parts, ignore_index=True)
    taken, more, about = taken_in(rows, columns, file=file)
    laid = laid.assign(taken=laid["row"].map(taken))
    faults += more
    notes += about
    if not faults:
        faults += [
            finding("list_no_places", file=file, row=int(row))
            for row in rows.index[~rows.index.isin(laid["row"])][:MOST_NAMED]
        ]
    if blank and first_blank is not None:
        notes.append(finding("list_nothing_given", file=file, count=blank, first=first_blank))
    return laid, faults, notes


def taken_in(
    rows: pd.DataFrame, columns: Columns, *, file: str
) -> tuple[pd.Series[Any], list[Finding], list[Finding]]:
    """Give the places of each row that others' children have; NaN where nothing is said."""
    texts = columns.text(rows, "taken")
    counts = read_counts(
        texts,
        file=file,
        column=columns.by_role.get("taken", ""),
        what="a number of places that are taken",
        high=MOST_PLACES,
        blank_is_fault=False,
    )
    return counts.numbers, list(counts.faults), list(counts.notes)
