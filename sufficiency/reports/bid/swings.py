"""Frames of a bid about what its answer hangs on: the ends of each assumption, and the turn."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency import terms
from sufficiency.capital import Appraisal


def tornado(appraisal: Appraisal) -> pd.DataFrame:
    """Lay out the net present value at both ends of each assumption."""
    frame, known = appraisal.tornado(), terms.sensitivities()
    return pd.DataFrame(
        {
            "supposition": frame["supposition"].tolist(),
            "assumption": [known[code].assumption for code in frame["supposition"]],
            "label": frame["label"].tolist(),
            "low_words": [_end(*row) for row in _ends(frame, "low")],
            "high_words": [_end(*row) for row in _ends(frame, "high")],
            "value": frame["net_present_value"].to_numpy(),
            "low": frame["at_low"].to_numpy(),
            "high": frame["at_high"].to_numpy(),
        }
    )


def _ends(frame: pd.DataFrame, end: str) -> Iterator[tuple[float, str, str]]:
    yield from zip(frame[end], frame["unit_varied"], frame["way"], strict=True)


def _end(value: float, unit: str, way: str) -> str:
    """Say an end of an assumption: a change of it, what is added, or what is set."""
    sign = "+" if way in ("change", "add") and value > 0 else ""
    return f"{sign}{value:g} {unit}"


def switching(appraisal: Appraisal) -> pd.DataFrame:
    """Lay out at which value of an assumption the net present value changes its sign."""
    frame, known = appraisal.switching_values(), terms.sensitivities()
    return pd.DataFrame(
        {
            "label": frame["label"].tolist(),
            "today": [
                "no change" if known[code].way != "set" and not central else f"{central:g} {unit}"
                for code, central, unit in zip(
                    frame["supposition"], frame["central"], frame["unit_varied"], strict=True
                )
            ],
            "switches": frame["words"].tolist(),
        }
    )
