"""Files of school capacity: their columns by pattern, and whose each row is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.ees.cells import year_of
from sufficiency.sources.ees.opening import is_published
from sufficiency.sources.ees.placed import LEVELS, NATION
from sufficiency.sources.ees.renaming import Latest, latest_places
from sufficiency.sources.text_tables import read_text_table

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.text_tables import TextTable

WHAT = "a published file of school capacity"
KEYS = frozenset(
    {
        *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
        *("region_code", "region_name", "new_la_code", "old_la_code", "la_name"),
    }
)
BASES = ("rp", "unit")
PHASES = ("primary", "secondary")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CapacityFile:
    """A file with its columns by what they mean, and rows that say whose they are."""

    table: TextTable
    frame: pd.DataFrame
    named: dict[str, str]

    @property
    def form(self) -> str:
        """Say what it holds: forecast, schools, or capacity of areas."""
        if "forecast" in self.named:
            return "forecast"
        return "schools" if "urn" in self.named else "capacity"


def is_told(named: Iterable[str]) -> bool:
    """Say whether recognised columns make a table."""
    held = set(named)
    counts = {"places", "rp", "unit", *(f"{phase}_{base}" for phase in PHASES for base in BASES)}
    return "forecast" in held or bool(held & counts)


def opened(path: Path) -> CapacityFile:
    """Read a file, and say of each row whose it is."""
    import pandas as pd

    table = read_text_table(path, what=WHAT, is_header=is_published)
    frame = table.frame
    blank = pd.Series("", index=frame.index, dtype=object)
    spoken = {heading.casefold(): heading for heading in frame.columns}
    named: dict[str, str] = {}
    for heading in frame.columns:
        name = terms.capacity_column_of(heading)
        if name and name not in named and heading.casefold() not in KEYS:
            named[name] = heading
    keys = {key: frame[spoken[key]].astype(object) if key in spoken else blank for key in KEYS}
    level = keys["geographic_level"].str.casefold().map({**LEVELS, "school": "school"}).fillna("")
    is_area = level.isin(["authority", "school"])
    code = keys["new_la_code"].where(keys["new_la_code"] != "", keys["old_la_code"])
    years = {text: year_of(text, is_january=False) for text in keys["time_period"].unique()}
    placed = frame.assign(
        level=level.astype(object),
        code=code.where(is_area, keys["region_code"].where(level == "region", "")),
        old_code=keys["old_la_code"].where(is_area, ""),
        area=keys["la_name"].where(is_area, keys["region_name"].where(level == "region", NATION)),
        region=keys["region_code"],
        year=keys["time_period"].map({t: -1 if y is None else y for t, y in years.items()}),
    )
    return CapacityFile(table, placed, named)


def recognised(file: CapacityFile) -> Finding:
    """Say which columns were recognised as what, and which were not."""
    known = ", ".join(f"{heading} as {name}" for name, heading in file.named.items())
    others = [
        heading
        for heading in file.table.frame.columns
        if heading not in file.named.values() and heading.casefold() not in KEYS
    ]
    return finding(
        "scap_columns",
        file=file.table.file,
        row=file.table.header_row,
        value=str(len(file.named)),
        known=known or "none",
        others=", ".join(others) or "none",
    )


def named_as_of_late(files: Sequence[CapacityFile]) -> tuple[list[CapacityFile], Latest]:
    """Give every authority the code and name of its latest year, told by its three-digit code.

    Rows of schools name their authority too, and are replaced with it.
    """
    frames = [
        (one.table.file, one.frame.assign(level=one.frame["level"].replace("school", "authority")))
        for one in files
    ]
    latest = latest_places(frames)
    made = [
        replace(one, frame=frame.assign(level=one.frame["level"]))
        for one, frame in zip(files, latest.frames, strict=True)
    ]
    return made, latest


def authorities_in(files: Sequence[CapacityFile]) -> pd.DataFrame:
    """Give the authorities of all files."""
    import pandas as pd

    rows = [
        one.frame.loc[
            one.frame["level"].isin(["authority", "school"]), ["code", "old_code", "area"]
        ]
        for one in files
    ]
    return pd.concat(rows, ignore_index=True).rename(columns={"area": "name"}).astype(object)


def wanted_rows(file: CapacityFile, code: str) -> tuple[pd.DataFrame, int]:
    """Give the rows of the authority, its region and England, and how many others there are."""
    frame = file.frame
    own = frame["level"].isin(["authority", "school"]) & frame["code"].eq(code) & (code != "")
    regions = set(frame.loc[own, "region"]) - {""}
    kept = (
        own
        | frame["level"].eq("nation")
        | (frame["level"].eq("region") & frame["code"].isin(list(regions)))
    )
    return frame[kept], int((~kept).sum())
