"""What a reading of published plans tells of itself: the account, and notes on what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.ees.cells import is_age_unknown

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.ees.opening import Opened
    from sufficiency.sources.ees.placed import Places

Step = tuple[str, str, int, str, str]


def account_rows(frame: pd.DataFrame, opened: Opened, places: Places) -> list[Step]:
    """Tell of every row of a file what was done with it; the rows add up to those in the file."""
    file = opened.table.file
    kinds = (
        frame["ehcp_or_statement"].str.casefold()
        if "ehcp_or_statement" in frame
        else frame["who"].map(lambda _: "total")
    )
    reasons = (
        (frame["level"] == "", "of another geographic level", "not read"),
        (frame["who"] == "", "of other authorities and regions", "used to check totals only"),
        (frame["topic"] == "", "of topics that nothing is made of", "sex, ethnicity and the like"),
        (kinds != "total", "of plans or statements apart", "their total is read"),
        (
            frame["breakdown"].map(is_age_unknown).astype(bool),
            "of children whose age is not known",
            "they stand in the totals only",
        ),
    )
    left = frame["who"].map(lambda _: True).astype(bool)
    steps: list[Step] = []
    for is_of, what, why in reasons:
        count = int((left & is_of).sum())
        if count:
            steps.append((file, f"rows {what}", count, "left_out", why))
        left &= ~is_of
    names = {"authority": places.name, "beside": "authorities beside it"}
    names |= {"region": "its region", "nation": "England"}
    for who, name in names.items():
        count = int((left & (frame["who"] == who)).sum())
        if count:
            steps.append((file, f"rows of {name}", count, "read", opened.kind.label))
    return steps


def not_collected(counted: pd.DataFrame) -> list[Finding]:
    """Note settings that were not collected in some Januaries though plans were."""
    own = counted[
        (counted["who"] == "authority")
        & (counted["measure"] == "plans")
        & (counted["by"] == "setting")
    ]
    if own.empty:
        return []
    years = sorted({int(year) for year in own["year"]})
    found: list[Finding] = []
    for setting in terms.settings():
        held = {int(year) for year in own.loc[own["setting"] == setting, "year"]}
        missing = [terms.january_of_year(year) for year in years if year not in held]
        if missing and held:
            listed = ", ".join(map(str, missing))
            file = str(own["file"].iloc[0])
            found.append(
                finding(
                    "ees_not_collected",
                    file=file,
                    value=setting,
                    label=terms.settings().label(setting),
                    januaries=listed,
                )
            )
    return found


def marks_told(counted: pd.DataFrame) -> list[Finding]:
    """Note how many of the authority's figures are not shown, by measure and breakdown."""
    own = counted[(counted["who"] == "authority") & (counted["mark"] != "")]
    found: list[Finding] = []
    groups: Any = own.groupby(["file", "by", "mark"], sort=True)
    for (file, by, mark), rows in groups:
        years = sorted({terms.year_label(int(year)) for year in rows["year"]})
        found.append(
            finding(
                "ees_marked",
                file=str(file),
                row=int(rows["row"].min()),
                value=mark,
                count=len(rows),
                by=by,
                meaning=terms.marks().label(mark).lower(),
                januaries=", ".join(years),
            )
        )
    return found
