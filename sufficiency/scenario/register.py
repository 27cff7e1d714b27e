"""The register of assumptions, and the tables that only a scenario has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from sufficiency import terms
from sufficiency.scenario.schedule import FIRST_YEAR, LAST_YEAR, Value
from sufficiency.terms.codes import CodeList, Word, read_rows

Kind = Literal["number", "share", "integer", "code", "codes", "year", "flag"]
SECTIONS = ("demand", "allocation", "money")
ALL = "all"
"""How the value that holds for all is called among those that differ by need, phase and so on."""

OPEN_LISTS = ("site", "locality")
"""Lists that the user's own tables define."""

CENTURIES = ("19", "20", "21")
"""What years begin with; the URN of a school begins otherwise, and is a key as any other code."""

AREA_TABLES = ("sites", "pools", "places", "caps")
"""Tables that a scenario shares with an area, by the same contract."""
OWN_TABLES = ("schemes", "scheme_places", "scheme_costs", "rules", "closures")
OF_SCHEMES = ("scheme_places", "scheme_costs")
"""Tables whose rows are each about one of the schemes."""

TABLES = (*AREA_TABLES, *OWN_TABLES)


@dataclass(frozen=True, slots=True)
class AssumptionTerm:
    """What one assumption is: a row of `terms/assumptions.csv`.

    Parameters
    ----------
    name, section : str
        Its key, and the section of a scenario file in which it stands.
    kind : {"number", "share", "integer", "code", "codes", "year", "flag"}
        What a value is; codes are a list of them, with semicolons between as in tables.
    unit : str
        Unit of a value.
    low, high : float or None
        Bounds, both allowed.
    codes : tuple of str
        The words of a code.
    defaults : tuple of (str, value)
        Default by key: "all" first, then those by need, phase and so on.
    dated : bool
        Whether it may change from year to year.
    by : tuple of str
        What it may differ by: need, phase, setting, ncy, level, site, locality.
    drives_demand : bool
        Whether a projection made with another value has another demand.
    basis, source : str
        How far the default can be relied on, and where it comes from.
    label, description : str
        Words for people.
    """

    name: str
    section: str
    kind: Kind
    unit: str
    low: float | None
    high: float | None
    codes: tuple[str, ...]
    defaults: tuple[tuple[str, Value], ...]
    dated: bool
    by: tuple[str, ...]
    drives_demand: bool
    basis: str
    source: str
    label: str
    description: str

    @property
    def default(self) -> Value:
        """The default that holds for all."""
        return self.defaults[0][1]

    @property
    def may_be_none(self) -> bool:
        """Whether "none" may be said: no limit."""
        return self.default is None

    @property
    def example(self) -> str:
        """A value as it is written in a file."""
        if self.kind == "codes":
            return _list_text(str(self.default))
        # Whatever else were shown where nothing is limited, typed as it stands it would limit.
        return _written(self.default if self.default is not None else "none")

    @property
    def wanted(self) -> str:
        """What a value must be, in words."""
        none = ' (or "none")' if self.may_be_none else ""
        return {
            "number": "a number",
            "share": "a share from 0 to 1",
            "integer": "a whole number",
            "code": "one of " + ", ".join(self.codes),
            "codes": "a list of " + ", ".join(self.codes),
            "year": "a year",
            "flag": "true or false",
        }[self.kind] + none


def _written(value: Value) -> str:
    """Write a value as TOML does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _list_text(codes: str) -> str:
    """Write codes with semicolons between as a list of TOML."""
    return "[" + ", ".join(_written(code) for code in codes.split(";")) + "]"


def _default(text: str, kind: str) -> Value:
    if text == "none":
        return None
    if kind == "flag":
        return text == "yes"
    if kind in ("code", "codes"):
        return text
    return int(text) if kind in ("integer", "year") else float(text)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)


@cache
def register() -> MappingProxyType[str, AssumptionTerm]:
    """Give every assumption by name, in the order in which they are shown.

    Examples
    --------
    >>> register()["detour_factor"].default
    1.3
    """
    known: dict[str, AssumptionTerm] = {}
    for row in read_rows("assumptions.csv"):
        stated = row["default"] if "=" in row["default"] else f"{ALL}={row['default']}"
        parts = [stated] if row["kind"] == "codes" else stated.split(";")
        pairs = (part.split("=") for part in parts)
        defaults = tuple((key, _default(text, row["kind"])) for key, text in pairs)
        known[row["name"]] = AssumptionTerm(
            name=row["name"],
            section=row["section"],
            kind=cast("Kind", row["kind"]),
            unit=row["unit"],
            low=float(row["low"]) if row["low"] else None,
            high=float(row["high"]) if row["high"] else None,
            codes=_parts(row["codes"]),
            defaults=defaults,
            dated=row["dated"] == "yes",
            by=_parts(row["by"]),
            drives_demand=row["drives_demand"] == "yes",
            basis=row["basis"],
            source=row["source"],
            label=row["label"],
            description=row["description"],
        )
    return MappingProxyType(known)


@cache
def codes_of(kind: str) -> CodeList | None:
    """Give the codes of a list by which assumptions or rows may differ; None where it is open."""
    if kind in OPEN_LISTS:
        return None
    if kind == "phase":
        return terms.phases()
    if kind == "level":
        return terms.short_list("level")
    if kind == "ncy":
        span = range(terms.FIRST_NCY, terms.LAST_NCY + 1)
        words = {str(ncy): Word(str(ncy), terms.ncy_label(ncy), "") for ncy in span}
        return CodeList("NC year", words)
    return terms.code_list("need_or_unknown" if kind == "need" else kind)


def meant_by(text: str, kinds: Sequence[str]) -> str:
    """Say what to write in place of a code that none of some lists has.

    Examples
    --------
    >>> meant_by("primry", ("phase",))
    'Did you mean primary?'
    >>> meant_by("25", ("ncy",))
    'NC years go from -4 to 20: the age on 31 August, less 4.'
    """
    if tuple(kinds) == ("ncy",):  # the nearest number in letters is not the one that was meant
        span = f"from {terms.FIRST_NCY} to {terms.LAST_NCY}"
        return f"NC years go {span}: the age on 31 August, less {terms.age_of_ncy(0)}."
    lists = [codes for kind in kinds if (codes := codes_of(kind)) is not None]
    known = [code for codes in lists for code in codes]
    near = (codes.nearest_words(text) for codes in lists)
    meant = terms.nearest_words(text, known) or next((code for code in near if code), None)
    if meant:
        return f"Did you mean {meant}?"
    return f"Known are {', '.join(known)}." if known else f"Name one {' or '.join(kinds)} a key."


def levels() -> tuple[str, ...]:
    """Give the four levels in their order."""
    return terms.short_list("level").codes


@cache
def contract(table: str) -> terms.Table:
    """Give the contract of one of a scenario's tables."""
    if table in AREA_TABLES:
        return terms.table(table)
    columns = tuple(
        terms.Column(
            table=row["table"],
            name=row["column"],
            kind=row["kind"],  # type: ignore[arg-type]
            required=row["required"] == "yes",
            unit=row["unit"],
            low=float(row["low"]) if row["low"] else None,
            high=float(row["high"]) if row["high"] else None,
            codes=row["codes"],
            marks=False,
            blank=row["blank"],
            label=row["label"],
            description=row["description"],
            example=row["example"],
        )
        for row in read_rows("scenario_columns.csv")
        if row["table"] == table
    )
    key, description = _KEYS[table]
    return terms.Table(table, "no", key, description, columns)


_KEYS = {
    "levels": (("setting", "need", "phase"), "Shares of children by the level that they need"),
    "schemes": (("scheme",), "Capital schemes to choose from"),
    "scheme_places": (
        ("scheme", "site", "pool", "since"),
        "Places that a scheme adds or takes, by years since it opens",
    ),
    "scheme_costs": (
        ("scheme", "item", "since", "payer"),
        "What a scheme costs, by financial years since it opens",
    ),
    "rules": (("rule",), "Local rules about who is placed where"),
    "closures": (
        ("setting", "ncy_from", "ncy_to", "to"),
        "Settings that close, and to which settings their children go",
    ),
}


def is_year(text: str) -> bool:
    """Say whether a key looks like a year rather than like a word, an NC year or a site's number.

    Examples
    --------
    >>> is_year("2026/27"), is_year("7001"), is_year("141234")
    (True, False, False)
    """
    return (
        len(text) >= 4 and text[:4].isascii() and text[:4].isdigit() and text.startswith(CENTURIES)
    )


def is_allowed_year(year: int) -> bool:
    """Say whether a year is within what tables allow."""
    return FIRST_YEAR <= year <= LAST_YEAR
