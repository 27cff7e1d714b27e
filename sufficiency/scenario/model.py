"""The shape of a scenario file, held by pydantic.

Only the shape is held here: which keys there are and what kind of thing each holds. Whether an
assumption is known and within its bounds is a matter of the register.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from sufficiency import terms
from sufficiency.scenario.register import codes_of, is_year

ASSUMPTION_SECTIONS = ("assumptions", "demand", "allocation", "money")
RESERVED = ("value", "values", "by", "unit", "why", "owner", "basis", "source")
"""Keys of an assumption that is stated as a table."""

CLOSED_LISTS = ("need", "phase", "setting", "level")
"""Lists whose codes may stand as keys of an assumption in its short form."""

SCALAR_SCHEMA: dict[str, Any] = {"type": ["number", "string", "boolean"]}


def _scalar(value: object) -> object:
    """Let single values and lists through; what they must be is for the register to say."""
    if isinstance(value, str | bool | int | float | list) or value is None:
        return value
    raise PydanticCustomError("scalar", "scalar")


Scalar = Annotated[Any, PlainValidator(_scalar), WithJsonSchema(SCALAR_SCHEMA)]
LONGEST_LINE = 120
Line = Annotated[str, Field(max_length=LONGEST_LINE, pattern=r"^[^\x00-\x1f\x7f]*$")]
Prose = Annotated[str, Field(max_length=5000)]


class Shape(BaseModel):
    """Nothing may stand in a scenario that is not known."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Basis = Literal["published", "supplied", "estimated", "assumed", "made"]


class StatedValue(Shape):
    """One of several values, with what stands behind it where that differs from the others."""

    value: Scalar
    why: Prose | None = None
    owner: Line | None = None
    basis: Basis | None = None
    source: Prose | None = None


def _form(value: object) -> str:
    return "stated" if isinstance(value, dict) and "value" in value else "single"


def _form_or_dated(value: object) -> str:
    return "dated" if isinstance(value, dict) and "value" not in value else _form(value)


OneValue = Annotated[
    Annotated[Scalar, Tag("single")] | Annotated[StatedValue, Tag("stated")], Discriminator(_form)
]
OneOrDated = Annotated[
    Annotated[Scalar, Tag("single")]
    | Annotated[StatedValue, Tag("stated")]
    | Annotated[dict[str, OneValue], Tag("dated")],
    Discriminator(_form_or_dated),
]


class Stated(Shape):
    """An assumption as a table: its value or values, and what stands behind them."""

    value: Scalar = None
    values: dict[str, OneValue] = {}
    by: dict[str, OneOrDated] = {}
    unit: Line | None = None
    why: Prose = ""
    owner: Line = ""
    basis: Basis = "assumed"
    source: Prose = ""


def _stated(value: object) -> object:
    """Bring the short forms into the long one: 1.3, {2026 = 5}, {primary = 45}."""
    if not isinstance(value, dict):
        return {"value": "none" if value is None else value}
    if any(key in RESERVED for key in value):
        years = {key: held for key, held in value.items() if is_year(key)}
        dated = value.get("values", {})
        if not years or not isinstance(dated, dict) or years.keys() & dated.keys():
            return value  # a year that is named twice is then named as a fault
        rest = {key: held for key, held in value.items() if key not in years}
        return {**rest, "values": {**dated, **years}}
    if all(is_year(key) for key in value):
        return {"values": value}
    if any(is_year(key) for key in value) or any(_nearly_reserved(key) for key in value):
        return value
    return {"by": value}


def _nearly_reserved(key: str) -> bool:
    """Say whether a key is a slip of the pen for one of the reserved ones."""
    if any(key in (codes_of(kind) or ()) for kind in CLOSED_LISTS):
        return False  # the level "base" is not a slip for "basis"
    return terms.nearest(key, RESERVED) is not None and len(key) > 3


AssumptionTables = dict[str, Annotated[Stated, BeforeValidator(_stated)]]


class TableFile(Shape):
    """Rows that stand in a CSV file, or in a sheet of a workbook."""

    file: Prose
    sheet: Line | None = None


def _rows_or_file(value: object) -> str:
    return "file" if isinstance(value, dict) and "file" in value else "rows"


Rows = Annotated[
    Annotated[list[dict[str, Any]], Tag("rows")] | Annotated[TableFile, Tag("file")],
    Discriminator(_rows_or_file),
]


class ScenarioFile(Shape):
    """Everything that may stand in a scenario file."""

    name: Annotated[Line, Field(min_length=1)] | None = None
    title: Line | None = None
    description: Prose | None = None
    based_on: Prose | None = None
    marked: Literal["refuse", "fit"] | None = None
    assumptions: AssumptionTables = {}
    demand: AssumptionTables = {}
    allocation: AssumptionTables = {}
    money: AssumptionTables = {}
    levels: Rows = []
    sites: Rows = []
    pools: Rows = []
    places: Rows = []
    caps: Rows = []
    schemes: Rows = []
    scheme_places: Rows = []
    scheme_costs: Rows = []
    rules: Rows = []
    closures: Rows = []
