"""The way to a plan in the calendar year before the January: asked, decided, issued, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sufficiency import terms
from sufficiency.sources.sen2.door import Door
from sufficiency.sources.sen2.typed import Typed

if TYPE_CHECKING:
    import pandas as pd

JOINERS = ("year", "stage", "outcome", "locality", "ncy", "children")
OTHER = "other"
_CODE = r"[A-Z0-9]"


def joiners_of(given: Typed, door: Door, *, year: int) -> pd.DataFrame:
    """Count the steps on the way to a plan in the calendar year before a January.

    Parameters
    ----------
    given : Typed
    door : Door
    year : int
        Academic year: 2024 has the January of 2025 and the steps of the calendar year 2024.

    Returns
    -------
    pandas.DataFrame
        Columns year, stage, outcome (the code as it stands in the return, "other" for what is no
        code, blank where none is), locality, ncy (as on census day; missing where the birth date
        is), children. Stages: request received, request decided, assessment decided, plan issued,
        plan came from another authority, plan ended.
    """
    import pandas as pd

    came = given.plans["request"].isin(given.actives["request"][given.actives["transferred"]])
    plans, requests = given.plans, given.requests
    none = pd.Series("", index=plans.index, dtype=object)
    asked = pd.Series("", index=requests.index, dtype=object)
    stages = (
        ("request received", requests, "receiveddate", asked),
        ("request decided", requests, "requestoutcomedate", requests["requestoutcome"]),
        (
            "assessment decided",
            given.assessments,
            "assessmentoutcomedate",
            given.assessments["assessmentoutcome"],
        ),
        ("plan issued", plans[~came], "startdate", none[~came]),
        ("plan ended", plans, "ceasedate", plans["ceasereason"]),
    )
    rows = [
        _steps(stage, frame, frame[column].dt.year == year, code)
        for stage, frame, column, code in stages
    ]
    actives = given.actives[given.actives["transferred"]]
    blank = pd.Series("", index=actives.index, dtype=object)
    rows.append(
        _steps("plan came from another authority", actives, np.ones(len(actives), bool), blank)
    )
    steps = pd.concat(rows, ignore_index=True)
    child = door.people.loc[door.first[steps["person"].astype("int64")]]
    ncy = child["ncy"].where(child["ncy"].between(terms.FIRST_NCY, terms.LAST_NCY))
    told = steps.assign(
        locality=child["locality"].to_numpy(dtype=object), ncy=ncy.astype("Int64").array, year=year
    )
    cells = list(JOINERS[:-1])
    counted = told.groupby(cells, dropna=False, sort=True).size().rename("children")
    return counted.reset_index()[list(JOINERS)]


def _steps(stage: str, frame: pd.DataFrame, within: object, code: pd.Series) -> pd.DataFrame:
    """Give the persons who took a step, with its code: only what is a code may leave."""
    import pandas as pd

    kept = frame[within]
    said = code[kept.index].str.upper()
    is_code = said.str.fullmatch(_CODE) | (said == "")
    return pd.DataFrame(
        {
            "stage": stage,
            "person": kept["person"].to_numpy(),
            "outcome": said.where(is_code, OTHER).to_numpy(dtype=object),
        }
    )
