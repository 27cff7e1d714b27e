"""Which setting is for which needs and NC years, as valid-states.csv has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import Finding
from sufficiency.sources.text_tables import TextTable
from sufficiency.sources.witan.files import NONSEND, whole_numbers
from sufficiency.sources.witan.flows import SIDES, Children

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("setting", "need", "ncy_from", "ncy_to", "their_setting", "their_need")


def states_of(
    table: TextTable | None, *, needs: Mapping[str, str], settings: Mapping[str, str]
) -> tuple[pd.DataFrame | None, list[Finding]]:
    """Lay valid states out: a row for each setting and need.

    Returns
    -------
    pandas.DataFrame or None
        Columns setting, need, ncy_from, ncy_to (within an area's NC years), their_setting and
        their_need; None where there is no such file.
    list of Finding
    """
    import pandas as pd

    if table is None:
        return None, []
    spans, faults = whole_numbers(
        table.frame,
        ["min academic year", "max academic year"],
        file=table.file,
        low=-10,
        high=30,
        what="an academic (NC) year",
    )
    rows = [
        (
            settings.get(setting, ""),
            needs.get(need.strip(), ""),
            max(int(spans["min academic year"][row]), terms.FIRST_NCY),
            min(int(spans["max academic year"][row]), terms.LAST_NCY),
            setting,
            need.strip(),
        )
        for row, setting, listed in table.frame[["setting", "needs"]].itertuples(name=None)
        for need in listed.split(",")
        if need.strip()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)), faults


def not_valid(children: Children, states: pd.DataFrame) -> pd.DataFrame:
    """Count children who are where the valid states allow nobody.

    Returns
    -------
    pandas.DataFrame
        Columns their_setting, their_need, ncy, children.
    """
    import pandas as pd

    ends = []
    for side, end in SIDES:
        ends.append(
            pd.DataFrame(
                {
                    "their_setting": children.theirs[f"setting {side}"],
                    "their_need": children.theirs[f"need {side}"],
                    "ncy": children.frame[f"ncy_{end}"],
                }
            )
        )
    known = ends[1][ends[1]["their_setting"] != NONSEND].dropna()
    spans = {
        (setting, need): (first, last)
        for _, _, first, last, setting, need in states.itertuples(index=False, name=None)
    }
    inside = [
        (setting, need) in spans and spans[setting, need][0] <= ncy <= spans[setting, need][1]
        for setting, need, ncy in known.itertuples(index=False, name=None)
    ]
    wrong = known[[not one for one in inside]].astype({"ncy": "int64"})
    counted = wrong.groupby(["their_setting", "their_need", "ncy"], as_index=False).size()
    return counted.rename(columns={"size": "children"})
