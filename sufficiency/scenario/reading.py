"""One assumption as one file states it, held against the register."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, UnknownNameError, finding
from sufficiency.scenario.aims import faults_of
from sufficiency.scenario.model import Stated, StatedValue
from sufficiency.scenario.register import (
    ALL,
    AssumptionTerm,
    codes_of,
    is_allowed_year,
    meant_by,
)
from sufficiency.scenario.schedule import ALWAYS, Value

DEFAULT = "default"
"""Where a value comes from that no file states."""

FOR_ALWAYS = "always"
"""Stands in place of a year, among values by year."""

BETWEEN = "/"
"""Stands between the parts of a key that has two: SEMH/secondary."""

CALLED = {"ncy": "NC year", "pool_setting": "setting"}
"""What some of the lists are called by which assumptions differ; the others by their names."""

_DIGITS = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
"""A number as people type it, with commas between thousands."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of an assumption.

    Parameters
    ----------
    name : str
        The assumption.
    key : str
        For whom: "all", "secondary", "SEMH/secondary".
    year : int
        First academic year in which it holds; 0 for always.
    value : number, text, bool or None
        None for "none".
    why, owner, basis, source : str
        What stands behind it.
    file : str
        Where it was stated; "default" where nowhere.
    """

    name: str
    key: str
    year: int
    value: Value
    why: str
    owner: str
    basis: str
    source: str
    file: str

    @property
    def is_stated(self) -> bool:
        """Whether a file states it, and it is no default."""
        return self.file != DEFAULT

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the key; none for all."""
        return () if self.key == ALL else tuple(self.key.split(BETWEEN))


Entries = tuple[Entry, ...]


def dimension(part: str, term: AssumptionTerm) -> str:
    """Say what a part of a key is: a need, a phase ..."""
    for by in term.by:
        codes = codes_of(by)
        if codes is None or part in codes:
            return by
    return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """An assumption as one file states it, to be held against the register."""

    term: AssumptionTerm
    what: Stated
    file: str
    column: str

    @property
    def is_single(self) -> bool:
        """Whether a value is stated that holds for all and always, unless more is said."""
        return self.what.value is not None

    def entries(self) -> tuple[list[Entry], list[Finding]]:
        """Read every value that is stated, with all faults."""
        faults = self._unit()
        by_key, unknown = self._by_key()
        faults += unknown
        if not faults and not any(by_key.values()):
            faults.append(self._fault("assumption_empty", value=""))
        is_dated = any(text for by_year in by_key.values() for text in by_year)
        if is_dated and not self.term.dated:
            faults.append(self._fault("assumption_not_dated", value=""))
            return [], faults
        entries: list[Entry] = []
        for key, by_year in by_key.items():
            years: set[int] = set()
            for text, held in by_year.items():
                year, wrong_year = self._year(text, years)
                single = held.value if isinstance(held, StatedValue) else held
                value, wrong_value = self._value(single)
                faults += [*wrong_year, *wrong_value]
                years.add(year)
                entries.append(self._entry(key, year, value, held))
        return entries, faults

    def _by_key(self) -> tuple[dict[str, dict[str, Any]], list[Finding]]:
        """Lay what is stated out by key and year; "" stands for always."""
        what = self.what
        by_key: dict[str, dict[str, Any]] = {ALL: dict(what.values)}
        if what.value is not None:
            by_key[ALL] = {"": what.value, **what.values}
        if what.by and not self.term.by:
            rule = "assumption_not_by"
            if self.term.dated and all(key[:2].isdigit() for key in what.by):
                rule = "assumption_year"  # 26/27 was meant as a year
            return by_key, [self._fault(rule, value=", ".join(what.by))]
        faults: list[Finding] = []
        for key, held in what.by.items():
            whole, unknown = self._key(key)
            faults += unknown
            dated = held if isinstance(held, dict) else {"": held}
            known = by_key.setdefault(whole, {})
            faults += [
                self._fault("assumption_year_twice", value=f"{key} {text}".strip())
                for text in dated
                if text in known
            ]
            by_key[whole] = {**known, **dated}
        return by_key, faults

    def _entry(self, key: str, year: int, value: Value, held: object) -> Entry:
        words = {name: getattr(self.what, name) for name in ("why", "owner", "basis", "source")}
        if isinstance(held, StatedValue):
            own = {name: getattr(held, name) for name in words}
            words |= {name: word for name, word in own.items() if word is not None}
        return Entry(name=self.term.name, key=key, year=year, value=value, file=self.file, **words)

    def _fault(self, rule: str, *, value: object, **words: Any) -> Finding:
        term = self.term
        known = {
            "name": term.name,
            "meaning": term.label,
            "unit": term.unit or term.description,
            "example": term.example,
        }
        return finding(rule, file=self.file, column=self.column, value=value, **{**known, **words})

    def _unit(self) -> list[Finding]:
        unit = self.what.unit
        if unit is None or unit.strip() == self.term.unit:
            return []
        return [self._fault("assumption_unit", value=unit)]

    def _key(self, key: str) -> tuple[str, list[Finding]]:
        """Bring a key into the order of the register: SEMH/secondary."""
        if key == ALL:
            return ALL, []
        term = self.term
        kinds = " or ".join(CALLED.get(by, by) for by in term.by)
        parts: dict[str, str] = {}
        for part in (part.strip() for part in key.split(BETWEEN)):
            by = dimension(part, term)
            if not by or not part or by in parts:
                if term.dated and part[:4].isdecimal() and len(part) >= 4:  # no code is a number
                    return key, [self._fault("assumption_year", value=key)]
                remedy = meant_by(part, term.by)
                fault = self._fault("assumption_by", value=key, kinds=kinds, meant=remedy)
                return key, [fault]
            parts[by] = part
        return BETWEEN.join(parts[by] for by in term.by if by in parts), []

    def _year(self, text: str, known: set[int]) -> tuple[int, list[Finding]]:
        if text in ("", FOR_ALWAYS):
            return (ALWAYS, []) if ALWAYS not in known else (ALWAYS, [self._twice(text)])
        try:
            year = terms.year_from_text(text)
        except UnknownNameError:
            return ALWAYS, [self._fault("assumption_year", value=text)]
        if not is_allowed_year(year):
            return ALWAYS, [self._fault("assumption_year", value=text)]
        if year in known:
            return year, [self._twice(text)]
        return year, []

    def _twice(self, text: str) -> Finding:
        return self._fault("assumption_year_twice", value=text)

    def _value(self, held: object) -> tuple[Value, list[Finding]]:
        """Hold one value against the register."""
        term = self.term
        if term.kind == "codes":
            return self._codes(held)
        if isinstance(held, list):
            return None, [self._single()]
        wrong = self._fault("assumption_kind", value=_shown(held), wanted=term.wanted)
        if (number := _number_meant(held, term)) is not None:
            wrong = self._fault("assumption_as_text", value=held, number=f"{number:.12g}")
        if term.may_be_none and (held is None or held == "none"):
            return None, []
        if term.kind == "flag":
            return (held, []) if isinstance(held, bool) else (None, [wrong])
        if term.kind == "code":
            if held in term.codes:
                return str(held), []
            return None, [self._unknown(held)]
        if isinstance(held, bool) or not isinstance(held, int | float) or not math.isfinite(held):
            return None, [wrong]
        whole = term.kind in ("integer", "year")
        if whole and not float(held).is_integer():
            return None, [self._broken(held) if term.kind == "integer" else wrong]
        for side, bound, is_out in (
            ("below", term.low, term.low is not None and held < term.low),
            ("above", term.high, term.high is not None and held > term.high),
        ):
            if is_out:
                fault = self._fault(
                    "assumption_bounds",
                    value=_shown(held),
                    side=side,
                    bound=f"{bound:.12g}",
                    low=f"{term.low:.12g}",
                    high=f"{term.high:.12g}",
                )
                return None, [fault]
        return (int(held) if whole else float(held)), []

    def _broken(self, held: float) -> Finding:
        """Say that a whole number is wanted, with the whole numbers beside it that are sound."""
        low, high = self.term.low, self.term.high
        beside = [
            f"{number}"
            for number in (math.floor(held), math.ceil(held))
            if (low is None or number >= low) and (high is None or number <= high)
        ]
        if not beside:
            return self._fault("assumption_kind", value=_shown(held), wanted=self.term.wanted)
        return self._fault("assumption_not_whole", value=_shown(held), beside=" or ".join(beside))

    def _single(self) -> Finding:
        """Say that one value is wanted where a list stands."""
        name = self.term.name
        example = f"{name} = {self.term.example}"
        wanted = "a single value: a number, a text, true or false"
        return self._fault(
            "scenario_value_kind", value="a list", key=name, wanted=wanted, example=example
        )

    def _codes(self, held: object) -> tuple[Value, list[Finding]]:
        """Hold a list of codes against the register, and aims against their order."""
        term = self.term
        if not isinstance(held, list) or not held:
            shown = "an empty list" if held == [] else _shown(held)
            wrong = self._fault("assumption_not_a_list", value=shown, wanted=term.wanted)
            return None, [wrong]
        unknown = [code for code in held if code not in term.codes]
        if unknown:
            return None, [self._unknown(code) for code in unknown]
        faults = [
            self._fault(rule, value=value, named=", ".join(held)) for rule, value in faults_of(held)
        ]
        return (None, faults) if faults else (";".join(held), [])

    def _unknown(self, code: object) -> Finding:
        """Name a word that is not known, with the nearest that is."""
        meant = terms.nearest_words(str(code), self.term.codes)
        known = f"Known are {', '.join(self.term.codes)}."
        remedy = f"Did you mean {meant}?" if meant else known
        return self._fault("assumption_code", value=_shown(code), meant=remedy)


def _number_meant(held: object, term: AssumptionTerm) -> float | None:
    """Give the number that a text with a sign or a unit stands for, where it would be sound."""
    if not isinstance(held, str) or term.kind not in ("number", "share", "integer", "year"):
        return None
    text = held.strip().removesuffix(term.unit).removesuffix("percent").strip()
    is_percent = term.kind == "share" and (text.endswith("%") or "percent" in held)
    text = text.removeprefix("\u00a3").removesuffix("%").strip()
    if not _DIGITS.fullmatch(text):
        return None
    number = float(text.replace(",", "")) / (100 if is_percent else 1)
    is_out = (term.low is not None and number < term.low) or (
        term.high is not None and number > term.high
    )
    is_broken = term.kind in ("integer", "year") and not number.is_integer()
    return None if is_out or is_broken else number


def _shown(held: object) -> object:
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, str) and held.strip().replace(".", "", 1).lstrip("+-").isdigit():
        return f"{held} in quotation marks"  # else "5 is not a number" would be said
    return held
