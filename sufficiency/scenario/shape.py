"""A dict held against the shape of a scenario; what pydantic says, said in plain words."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any

from pydantic import ValidationError

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.scenario.model import ASSUMPTION_SECTIONS, RESERVED, ScenarioFile, TableFile
from sufficiency.scenario.register import TABLES, register

DEEPEST = 20
GREATEST = 2**53
KEYS = tuple(ScenarioFile.model_fields)
EXAMPLES = {
    "name": 'name = "two-bases"',
    "marked": 'marked = "fit"',
    "based_on": 'based_on = "baseline.toml"',
    "file": 'file = "places.csv"',
    "sheet": 'sheet = "places"',
    "basis": 'basis = "supplied"',
    "why": 'why = "Panel of June 2026"',
    "owner": 'owner = "Head of SEND"',
    "source": 'source = "Cabinet paper of May 2026"',
    "unit": 'unit = "percent"',
}


MIXED = (
    "Write years under values and needs, phases and the like under by: "
    "{ value = 60, values = { 2028 = 70 }, by = { primary = { always = 40, 2028 = 45 } } }."
)


class TooDeepError(ValueError):
    """A scenario holds tables inside tables, deeper than any key goes."""


def plain(value: Any, *, depth: int = 0) -> Any:
    """Bring what Python or TOML holds into plain dicts, lists, text and numbers.

    Years may be whole numbers in Python and are text in TOML; numbers of numpy become Python's.
    A whole number that is too great for any table becomes a number with an exponent, which every
    bound refuses as too large.

    Raises
    ------
    TooDeepError
        If tables stand inside tables more than 20 deep.
    """
    if depth > DEEPEST:
        raise TooDeepError
    if isinstance(value, Mapping):
        return {str(key): plain(held, depth=depth + 1) for key, held in value.items()}
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [plain(held, depth=depth + 1) for held in value]
    if isinstance(value, Integral):
        whole = int(value)
        return whole if abs(whole) <= GREATEST else _far_too_large(whole)
    if isinstance(value, Real):
        return float(value)
    return value


def _far_too_large(whole: int) -> float:
    """Give a number beyond every bound, so that it is told as too large and not as no number."""
    try:
        return float(whole)
    except OverflowError:
        return sys.float_info.max if whole > 0 else -sys.float_info.max


def read_shape(raw: dict[str, Any], *, file: str) -> tuple[ScenarioFile, list[Finding]]:
    """Hold a plain dict against the shape of a scenario.

    Parameters
    ----------
    raw : dict
        A scenario as `plain` gives it.
    file : str
        What to call it in findings.

    Returns
    -------
    ScenarioFile
        What is sound; keys at fault are left out of it, and each has a finding.
    list of Finding
    """
    findings: list[Finding] = []
    sound = {key: dict(held) if isinstance(held, dict) else held for key, held in raw.items()}
    while True:
        try:
            return ScenarioFile.model_validate(sound), findings
        except ValidationError as error:
            # Every fault has its own path, and what is taken out brings no new fault in.
            for fault in error.errors(include_url=False):
                findings.append(_finding(fault, raw=raw, file=file))
                _take_out(sound, fault["loc"])


def _take_out(sound: dict[str, Any], path: tuple[int | str, ...]) -> None:
    """Leave out the assumption or the key in which a fault stands."""
    first = str(path[0])
    if len(path) > 1 and first in ASSUMPTION_SECTIONS and isinstance(sound.get(first), dict):
        sound[first].pop(str(path[1]), None)
    else:
        sound.pop(first, None)


def _finding(fault: Any, *, raw: dict[str, Any], file: str) -> Finding:
    """Say in plain words what pydantic found."""
    path = _as_written(fault["loc"], raw)
    key = ".".join(str(part) for part in path)
    last = str(path[-1])
    value = fault["input"]
    if fault["type"] == "extra_forbidden":
        within = KEYS if len(path) == 1 else _keys_within(path)
        meant = terms.nearest_words(last, within)
        if not meant and len(path) == 1:
            meant = _section_of(last)
        remedy = f"Did you mean {meant}?" if meant else f"Known are {', '.join(within)}."
        if not meant and len(path) > 1 and path[0] in ASSUMPTION_SECTIONS:
            remedy = MIXED  # years and keys side by side, or among the words behind a value
        return finding(
            "scenario_key_unknown", file=file, column=key, value=last, key=last, meant=remedy
        )
    is_rows = len(path) == 1 or path[-1] not in ("file", "sheet")
    if len(path) <= 2 and path[0] in (*TABLES, "levels") and is_rows:
        return finding(
            "table_needs_brackets", file=file, column=key, value=_kind(value), key=path[0]
        )
    return finding(
        "scenario_value_kind",
        file=file,
        column=key,
        value=value if isinstance(value, str) else _kind(value),
        key=last,
        wanted=_wanted(fault),
        example=EXAMPLES.get(last, f'{last} = "..."' if len(path) == 1 else f"{last} = 5"),
    )


def _as_written(path: tuple[int | str, ...], raw: Any) -> tuple[int | str, ...]:
    """Keep the parts of a path that the user wrote; those put in for short forms go."""
    kept: list[int | str] = []
    for part in path:
        if isinstance(raw, dict) and part in raw:
            raw = raw[part]
        elif isinstance(raw, list) and isinstance(part, int) and part < len(raw):
            raw = raw[part]
            part = part + 1
        else:
            continue
        kept.append(part)
    return tuple(kept)


def _keys_within(path: tuple[Any, ...]) -> tuple[str, ...]:
    return RESERVED if path[0] in ASSUMPTION_SECTIONS else tuple(TableFile.model_fields)


def _section_of(name: str) -> str:
    """Name the section of an assumption that stands outside all sections."""
    meant = terms.nearest(name, register())
    return "" if meant is None else f"[{register()[meant].section}] {meant}"


def _kind(value: object) -> str:
    """Say what kind of thing stands there."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "text"
    return f"{value}"


def _wanted(fault: Any) -> str:
    """Say what should stand there."""
    kinds = {
        "literal_error": "one of " + str(fault.get("ctx", {}).get("expected", "")),
        "scalar": "a single value: a number, a text, true or false",
        "dict_type": "a table of keys and values",
        "model_type": "a table of keys and values",
        "list_type": "a list of rows",
        "string_too_long": "shorter",
        "string_too_short": "a text with at least one letter",
        "string_pattern_mismatch": "a text on one line",
    }
    return kinds.get(fault["type"], "a text in quotation marks")
