"""What a child costs a year by setting and need, as costs.csv has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.counts import read_counts
from sufficiency.sources.text_tables import TextTable
from sufficiency.sources.witan.flows import Children

if TYPE_CHECKING:
    import pandas as pd

MOST_POUNDS = 10_000_000


@dataclass(frozen=True, eq=False)
class Costs:
    """Costs of states.

    Parameters
    ----------
    held : dict of str to pandas.DataFrame
        Tables `state_costs` (their setting and need, ours, pounds, children) and, where the price
        year is known, `costs`.
    faults, notes : list of Finding
    """

    held: dict[str, pd.DataFrame] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)


def costs_of(
    table: TextTable | None,
    children: Children,
    *,
    needs: Mapping[str, str],
    settings: Mapping[str, str],
    price_year: int | None,
) -> Costs:
    """Read costs; where several of their states are one of ours, the mean by children is taken."""
    import pandas as pd

    if table is None:
        return Costs()
    rows, file = table.frame, table.file
    counts = read_counts(
        rows["cost"], file=file, column="cost", what="an amount of pounds", high=MOST_POUNDS
    )
    faults = list(counts.faults)
    again = rows.duplicated(["setting", "need"])
    faults += [
        finding("population_row_twice", file=file, row=int(row), first=_first(rows, row))
        for row in rows.index[again][:5]
    ]
    if faults:
        return Costs(faults=faults)
    sizes = children.theirs.groupby(["setting 2", "need 2"]).size()
    weights = [
        float(sizes.get(pair, 0)) for pair in zip(rows["setting"], rows["need"], strict=True)
    ]
    states = pd.DataFrame(
        {
            "their_setting": rows["setting"],
            "their_need": rows["need"],
            "setting": [settings.get(code, "") for code in rows["setting"]],
            "need": [needs.get(code, "") for code in rows["need"]],
            "pounds": counts.numbers,
            "children": weights,
        }
    ).reset_index(drop=True)
    held = {"state_costs": states}
    if price_year is None:
        return Costs(held, notes=[finding("witan_costs_no_price_year", file=file)])
    made, averaged = _area_costs(states, price_year=price_year, file=file)
    notes = [*counts.notes]
    if averaged:
        words: dict[str, Any] = {"count": averaged}
        notes.append(finding("witan_costs_averaged", file=file, **words))
    return Costs({**held, "costs": made}, notes=notes)


def _first(rows: pd.DataFrame, row: Any) -> int:
    same = (rows["setting"] == rows.loc[row, "setting"]) & (rows["need"] == rows.loc[row, "need"])
    return int(rows.index[same][0])


def _area_costs(states: pd.DataFrame, *, price_year: int, file: str) -> tuple[pd.DataFrame, int]:
    """Lay costs out as the area's table: the whole of what is paid for a child in a year."""
    import pandas as pd

    rows, averaged = [], 0
    for (setting, need), alike in states[states["need"] != "unknown"].groupby(["setting", "need"]):
        pounds, weight = alike["pounds"].to_numpy(), alike["children"].to_numpy()
        several = len(set(pounds.tolist())) > 1
        averaged += several
        weight = weight if weight.sum() > 0 else weight + 1.0
        mean = float((pounds * weight).sum() / weight.sum()) if several else float(pounds[0])
        basis = "estimated" if several else "supplied"
        rows.append((setting, need, round(mean, 2), basis))
    laid = pd.DataFrame(rows, columns=["setting", "need", "pounds", "basis"])
    blanks = dict.fromkeys(("site", "residential"), "")
    spans = {name: pd.array([pd.NA] * len(laid), dtype="Int64") for name in ("ncy_from", "ncy_to")}
    made = laid.assign(
        **blanks,
        **spans,
        item="fee",
        year=price_year,
        year_kind="financial",
        price_year=price_year,
        unit="child_year",
        payer="high_needs",
        source=f"{file} of witan.send",
    )
    return made[list(terms.table("costs").column_names)], averaged
