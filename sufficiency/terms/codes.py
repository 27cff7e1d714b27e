"""The field's words as values: read once from the tables beside this file."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from sufficiency.errors import UnknownNameError
from sufficiency.terms.nearest import nearest, nearest_words


def read_rows(name: str) -> list[dict[str, str]]:
    """Read one of the tables of terms: a list of rows, each a dict of text."""
    file = resources.files("sufficiency.terms") / name
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


@dataclass(frozen=True, slots=True)
class Word:
    """A code with its words.

    Parameters
    ----------
    code : str
        What stands in tables.
    label : str
        What stands in reports and on axes.
    description : str
        What it means.
    aliases : tuple of str
        Other ways in which people write it.
    """

    code: str
    label: str
    description: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span(Word):
    """A word that stands for a span of NC years, first and last included."""

    ncy_from: int = 0
    ncy_to: int = 0


@dataclass(frozen=True, slots=True)
class Setting(Span):
    """A word for where a child is, with the NC years at which one can be there.

    Parameters
    ----------
    level : str
        The level that a place there is of itself; blank where it is a place of no level, or none.
    """

    level: str = ""


@dataclass(frozen=True, slots=True)
class Mark(Word):
    """A sign that stands in place of a number that is not shown.

    Parameters
    ----------
    low, high : str
        Bounds of the number that is not shown, as text: a number, blank for no bound, or
        "threshold_less_one" for the threshold of small numbers less one.
    """

    low: str = ""
    high: str = ""

    def bounds(self, *, threshold: int) -> tuple[float, float]:
        """Give the bounds of the hidden number.

        Parameters
        ----------
        threshold : int
            Numbers from 1 to this, less one, are suppressed.

        Returns
        -------
        tuple of float
            Lowest and highest value; infinity where there is no upper bound.
        """
        high = {"": float("inf"), "threshold_less_one": float(threshold - 1)}
        return float(self.low), high[self.high] if self.high in high else float(self.high)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of words, in the order in which they are shown.

    Parameters
    ----------
    name : str
        What the list is of, in the singular: "need", "setting".
    words : dict
        Word by code.
    """

    name: str
    words: dict[str, Any] = field(default_factory=dict)

    def __contains__(self, code: object) -> bool:
        """Say whether a code is in the list."""
        return code in self.words

    def __iter__(self) -> Any:
        """Go through the codes in order."""
        return iter(self.words)

    def __len__(self) -> int:
        """Count the codes."""
        return len(self.words)

    def __getitem__(self, code: str) -> Any:
        """Give the word of a code."""
        if code not in self.words:
            meant = self.nearest_words(code)
            raise UnknownNameError.of(
                "unknown_word",
                value=code,
                kind=self.name,
                meant=f"Did you mean {meant}?" if meant else f"Known are {', '.join(self)}.",
            )
        return self.words[code]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in order."""
        return tuple(self.words)

    @property
    def _aliases(self) -> dict[str, str]:  # other ways to say a code, with the code
        said = {other: code for code, word in self.words.items() for other in word.aliases}
        return said | {word.label: code for code, word in self.words.items()}

    def nearest(self, text: str) -> str | None:
        """Find the code that was most likely meant."""
        return nearest(text, self.words, aliases=self._aliases)

    def nearest_words(self, text: str) -> str:
        """Name the codes that were most likely meant, where several are equally near."""
        return nearest_words(text, self.words, aliases=self._aliases)

    def label(self, code: str) -> str:
        """Give the words of a code for reports and axes."""
        label: str = self[code].label
        return label

    def without(self, *codes: str) -> CodeList:
        """Give the list without some codes."""
        return CodeList(self.name, {c: w for c, w in self.words.items() if c not in codes})

    def plus(self, word: Word) -> CodeList:
        """Give the list with one word more."""
        return CodeList(self.name, {**self.words, word.code: word})


def _aliases(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in row.get("aliases", "").split(";") if alias.strip())


@cache
def needs() -> CodeList:
    """Give the primary needs of the SEN2 return, "unknown" last."""
    rows = read_rows("needs.csv")
    words = {r["code"]: Word(r["code"], r["label"], r["description"], _aliases(r)) for r in rows}
    return CodeList("need", words)


@cache
def settings() -> CodeList:
    """Give the settings: where a child is, at which NC years, and of which level a place is."""
    levels = {row["code"]: row["level"] for row in read_rows("settings.csv")}
    spans = _spans("setting", "settings.csv").words
    return CodeList(
        "setting",
        {
            code: Setting(
                code,
                word.label,
                word.description,
                word.aliases,
                ncy_from=word.ncy_from,
                ncy_to=word.ncy_to,
                level=levels[code],
            )
            for code, word in spans.items()
        },
    )


@cache
def short_list(name: str) -> CodeList:
    """Give one of the short lists: basis, level, pool_level, cost_item and so on."""
    rows = [row for row in read_rows("lists.csv") if row["list"] == name]
    words = {row["code"]: Word(row["code"], row["label"], row["description"]) for row in rows}
    return CodeList(name.replace("_", " "), words)


@cache
def phases() -> CodeList:
    """Give the phases: spans of NC years with a name."""
    return _spans("phase", "phases.csv")


@cache
def age_bands() -> CodeList:
    """Give the Department's published age bands."""
    return _spans("age band", "age_bands.csv")


def _spans(name: str, file: str) -> CodeList:
    words = {
        row["code"]: Span(
            row["code"],
            row["label"],
            row.get("description", ""),
            _aliases(row),
            ncy_from=int(row["ncy_from"]),
            ncy_to=int(row["ncy_to"]),
        )
        for row in read_rows(file)
    }
    return CodeList(name, words)


def phase_of_ncy(ncy: int) -> str:
    """Give the phase in which an NC year falls.

    Examples
    --------
    >>> phase_of_ncy(7)
    'secondary'
    """
    for code, span in phases().words.items():
        if span.ncy_from <= ncy <= span.ncy_to:
            return str(code)
    raise UnknownNameError.of("ncy_outside", value=ncy)


@cache
def marks() -> CodeList:
    """Give the signs that official statistics put in place of a number."""
    words = {
        row["mark"]: Mark(
            row["mark"],
            row["label"],
            row["description"],
            tuple(row["also_written"].split(";")),
            low=row["low"],
            high=row["high"],
        )
        for row in read_rows("marks.csv")
    }
    return CodeList("mark", words)


def mark_of(text: str) -> str | None:
    """Give the mark that a cell holds, or None where it holds none.

    Examples
    --------
    >>> mark_of("k"), mark_of("[c]"), mark_of("12")
    ('low', 'c', None)
    """
    spoken = text.strip().casefold()
    for code, mark in marks().words.items():
        if spoken == code or spoken in mark.aliases:
            return str(code)
    return None


@cache
def column_synonyms() -> dict[str, str]:
    """Give other headings that people write over a column, each with the column's own."""
    return {row["also_written"]: row["column"] for row in read_rows("column_synonyms.csv")}


@cache
def quality_checks() -> dict[str, dict[str, str]]:
    """Give the checks of quality by their codes, in the order in which they are shown.

    Returns
    -------
    dict of str to dict
        Label, severity (high, medium, low), the table and column that are asked about (a blank
        column where no single cell is at fault), unit of the count, what is seen in a row, and
        what is asked.
    """
    return {row["check"]: row for row in read_rows("quality_checks.csv")}


@cache
def workbook_parts() -> tuple[dict[str, str], ...]:
    """Give the parts of a workbook that a changed copy of it will not have.

    Returns
    -------
    tuple of dict
        Patterns of the name of a part and of what is in it (blank: whatever it is), and words.
    """
    return tuple(read_rows("workbook_parts.csv"))


@cache
def person_columns() -> dict[str, str]:
    """Give the column names that could identify a child, each with what it holds."""
    return {row["column"]: row["description"] for row in read_rows("person_columns.csv")}


@dataclass(frozen=True, slots=True)
class Category:
    """One of the Department's placement categories.

    Parameters
    ----------
    category, file : str
        The category, and the form in which it occurs (see `categories.csv`).
    role : {"detail", "total"}
        A detail belongs to exactly one setting; a total re-adds from its parts.
    setting : str
        The setting of a detail; blank for a total.
    part_of : str
        The total that it is counted in.
    from_release, to_release : int
        First and last release (calendar year of the January) that has it.
    """

    category: str
    file: str
    role: str
    setting: str
    part_of: str
    from_release: int
    to_release: int


LAST_RELEASE_KNOWN = 9999


@cache
def categories() -> tuple[Category, ...]:
    """Give every placement category that the Department has published since 2022."""
    return tuple(
        Category(
            row["category"],
            row["file"],
            row["role"],
            row["setting"],
            row["part_of"],
            int(row["from_release"]),
            int(row["to_release"] or LAST_RELEASE_KNOWN),
        )
        for row in read_rows("categories.csv")
    )


def setting_of(category: str, *, file: str, release: int) -> str:
    """Give the one setting that a published category belongs to.

    Parameters
    ----------
    category : str
        Column name or label, as published.
    file : str
        The form in which it occurs: "caseload_column", "needs_label" and so on.
    release : int
        Reporting year of the publication, 2022 to today.

    Returns
    -------
    str
        A code of the settings.

    Raises
    ------
    UnknownNameError
        If there is no such category, or it is a total of several settings.
    """
    listed = [known for known in categories() if known.file == file]
    for known in listed:
        if known.category == category and known.from_release <= release <= known.to_release:
            if known.role == "total":
                raise UnknownNameError.of("category_is_total", value=category)
            return known.setting
    meant = nearest_words(category, [known.category for known in listed])
    raise UnknownNameError.of(
        "unknown_word",
        value=category,
        kind=f"placement category of release {release}",
        meant=f"Did you mean {meant}?" if meant else "",
    )
