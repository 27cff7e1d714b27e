"""The JSON schema of a scenario file, with which editors complete and check as one types.

Run as a module it writes the committed file: python -m sufficiency.scenario.schema.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sufficiency import terms
from sufficiency.scenario.loading import shipped
from sufficiency.scenario.model import SCALAR_SCHEMA, ScenarioFile, TableFile
from sufficiency.scenario.register import (
    SECTIONS,
    TABLES,
    AssumptionTerm,
    codes_of,
    contract,
    levels,
    register,
)
from sufficiency.scenario.rows import BY_SINCE

NAME = "scenario.schema.json"
WORDS = ("why", "owner", "source")
YEAR = r"^[0-9]{4}(/[0-9]{2})?$"


def schema() -> dict[str, Any]:
    """Make the schema from the models, the register of assumptions and the tables' contracts.

    Returns
    -------
    dict
        JSON schema, draft 2020-12.
    """
    model = ScenarioFile.model_json_schema()
    made = {key: _plain(held) for key, held in model["properties"].items()}
    for section in SECTIONS:
        made[section] = _section([term for term in register().values() if term.section == section])
    made["assumptions"] = _section(list(register().values()))
    for table in ("levels", *TABLES):
        made[table] = _table(table)
    parts: dict[str, Any] = {word: {"type": "string"} for word in WORDS}
    parts["basis"] = {"enum": list(terms.BASES)}
    for term in register().values():
        parts |= _parts(term)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of sufficiency",
        "type": "object",
        "additionalProperties": False,
        "properties": made,
        "$defs": parts,
    }


def _plain(held: dict[str, Any]) -> dict[str, Any]:
    """Leave out that a key may be absent: TOML has no null."""
    options = [option for option in held.get("anyOf", [held]) if option.get("type") != "null"]
    kept = {**options[0]}
    for word in ("default", "title"):
        kept.pop(word, None)
    return kept


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _closed(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a table in which nothing else may stand."""
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


def _section(chosen: list[AssumptionTerm]) -> dict[str, Any]:
    return _closed({term.name: _ref(term.name) for term in chosen})


def _parts(term: AssumptionTerm) -> dict[str, Any]:
    """Describe one assumption: a value, values by year or key, or a table with all of it."""
    name = term.name
    behind = {word: _ref(word) for word in (*WORDS, "basis")}
    value, one, year, key = (f"{name}.{part}" for part in ("value", "one", "by_year", "by_key"))
    whole: dict[str, Any] = {"value": _ref(value), "unit": {"const": term.unit}, **behind}
    parts: dict[str, Any] = {
        value: _value(term),
        one: {
            "anyOf": [_ref(value), _closed({"value": _ref(value), **behind}, required=["value"])]
        },
    }
    forms = [_ref(value)]
    if term.dated:
        dated = {"patternProperties": {YEAR: _ref(one)}}
        parts[year] = _closed({"always": _ref(one)}, **dated)
        whole["values"] = _ref(year)
        forms.append(_ref(year))
    if term.by:
        held = [_ref(one), *([_ref(year)] if term.dated else [])]
        parts[key] = _by_key(term, {"anyOf": held})
        whole["by"] = _ref(key)
        forms.append(_ref(key))
    years = {"patternProperties": {YEAR: _ref(one)}} if term.dated else {}
    forms.append(_closed(whole, **years))
    described = f"{term.description} [{term.unit or term.wanted}]."
    parts[name] = {"title": term.label, "description": described, "anyOf": forms}
    return parts


def _by_key(term: AssumptionTerm, held: dict[str, Any]) -> dict[str, Any]:
    closed = [codes_of(by) for by in term.by]
    if any(codes is None for codes in closed):
        return {"type": "object", "additionalProperties": held}
    part = "|".join(code for codes in closed if codes is not None for code in codes)
    return _closed({}, patternProperties={f"^(all|({part})(/({part}))?)$": held})


def _value(term: AssumptionTerm) -> dict[str, Any]:
    if term.kind == "flag":
        return {"type": "boolean"}
    if term.kind == "code":
        return {"enum": list(term.codes)}
    if term.kind == "codes":
        first = {"prefixItems": [{"const": str(term.default).split(";")[0]}]}
        items = {"type": "array", "items": {"enum": list(term.codes)}}
        return {**items, **first, "minItems": 1, "uniqueItems": True}
    number: dict[str, Any] = {"type": "integer" if term.kind in ("integer", "year") else "number"}
    number |= {"minimum": term.low} if term.low is not None else {}
    number |= {"maximum": term.high} if term.high is not None else {}
    return {"anyOf": [number, {"const": "none"}]} if term.may_be_none else number


def _table(table: str) -> dict[str, Any]:
    file = TableFile.model_json_schema()
    named = {key: _plain(held) for key, held in file["properties"].items()}
    of_file = _closed(named, required=["file"])
    columns = {column.name: _column(column) for column in contract(table).columns}
    if table == "levels":
        for level in levels():
            three = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
            columns[level] = {"anyOf": [columns[level], three]}
    if table == "closures":
        shares = {"type": "object", "additionalProperties": columns["share"]}
        columns["to"] = {"anyOf": [columns["to"], shares]}
    if table in ("places", "caps"):
        dated = {"type": "object", "patternProperties": {YEAR: {"type": "number", "minimum": 0}}}
        columns["places"] = {"anyOf": [columns["places"], dated]}
    if table in BY_SINCE:
        amount = columns[BY_SINCE[table]]
        since = {"type": "object", "patternProperties": {"^-?[0-9]+$": amount}}
        columns[BY_SINCE[table]] = {"anyOf": [amount, since]}
    rows = {"type": "array", "items": _closed(columns)}
    return {"description": contract(table).description, "anyOf": [rows, of_file]}


def _column(column: terms.Column) -> dict[str, Any]:
    made: dict[str, Any] = {"description": column.description}
    if column.kind == "codes":
        return {**made, "type": ["array", "string"]}
    if not column.is_number:
        if column.kind == "code" and ";" in column.codes:
            return {**made, "enum": column.codes.split(";")}
        if column.codes == "yes_no":
            return {**made, "enum": [True, False, *terms.short_list("yes_no").codes]}
        return {**made, "type": SCALAR_SCHEMA["type"] if column.kind == "text" else "string"}
    made["type"] = "number" if column.kind == "number" else "integer"
    made |= {"minimum": column.low} if column.low is not None else {}
    made |= {"maximum": column.high} if column.high is not None else {}
    return made


def schema_text() -> str:
    """Write the schema as it is committed beside the shipped scenarios."""
    return json.dumps(schema(), indent=1, ensure_ascii=True) + "\n"


def main() -> None:
    """Write the schema beside the shipped scenarios."""
    folder = next(iter(shipped().values()), Path("scenarios") / NAME).parent
    (folder / NAME).write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
