"""What a return says of persons that cannot be: mostly, its persons are those of another return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency.sources.sen2.door import PERSON, Door
from sufficiency.sources.sen2.faults import Fault, faults_of

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.sen2.typed import Typed

BEFORE_BIRTH = {"requests": "receiveddate", "namedplan": "startdate"}
"""By module the day that cannot come before the birth of the child."""


def implausible(cells: Typed, door: Door) -> tuple[Fault, ...]:
    """Name requests and plans from before a child was born, and persons without a request.

    Parameters
    ----------
    cells : Typed
    door : Door

    Returns
    -------
    tuple of Fault
        The numbers of another export join rows of one child with the birth date of another. Some
        are then older than their child, and some persons are left without a request.
    """
    frames = {"requests": cells.requests, "namedplan": cells.plans}
    asked = door.first[cells.requests["person"].to_numpy(dtype="int64")]
    nobody = cells.people.index[~np.isin(door.first, asked)]
    return (
        *(
            fault
            for module, column in BEFORE_BIRTH.items()
            for fault in faults_of(
                "sen2_before_birth",
                module,
                frames[module].index[_before_birth(frames[module], door, column)],
                column=column,
            )
        ),
        *faults_of("sen2_person_without_request", PERSON, nobody),
    )


def _before_birth(frame: pd.DataFrame, door: Door, column: str) -> np.ndarray[Any, Any]:
    """Axis (row): whether the day comes before the birth of the person."""
    born = door.born.days[frame["person"].to_numpy(dtype="int64")]
    before: np.ndarray[Any, Any] = frame[column].to_numpy(dtype="datetime64[D]") < born
    return before
