"""Points of small areas and schools: National Grid, or longitude and latitude turned into it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from sufficiency.errors import FindingsError
from sufficiency.sources.headings import column_of

if TYPE_CHECKING:
    import pandas as pd


def points_of(frame: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Give easting and northing of rows of text.

    Easting and northing are taken where they stand; else longitude and latitude are turned into
    them. A cell that is no number, or a point that is nowhere, gives none: whoever needs the
    point says that it is missing.

    Returns
    -------
    easting, northing : pandas.Series
        In metres; NaN where there is no point.
    """
    import numpy as np
    import pandas as pd

    absent = pd.Series(np.nan, index=frame.index, dtype="float64")
    grid = [column_of(frame.columns, kind) for kind in ("easting", "northing")]
    if all(grid):
        east, north = (_numbers(frame[str(name)]) for name in grid)
        known = (east > 0) & (north > 0)
        return east.where(known), north.where(known)
    angles = [column_of(frame.columns, kind) for kind in ("longitude", "latitude")]
    if not all(angles):
        return absent, absent.copy()
    longitude, latitude = (_numbers(frame[str(name)]) for name in angles)
    # The postcode directory has latitude 99.999999 where there is no point.
    known = longitude.between(-9, 3) & latitude.between(49, 61)
    east, north = absent.copy(), absent.copy()
    with contextlib.suppress(FindingsError):
        from sufficiency.places.grid import to_grid

        turned = to_grid(longitude[known].to_numpy(), latitude[known].to_numpy())
        east[known], north[known] = np.rint(turned[0]), np.rint(turned[1])
    return east, north


def _numbers(texts: pd.Series[Any]) -> pd.Series[Any]:
    import pandas as pd

    return pd.to_numeric(texts.str.replace(",", ""), errors="coerce").astype("float64")
