"""What a synthetic area may be asked for, and the refusal of what cannot be."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from sufficiency.errors import NotPossibleError, with_kind

WHOLE = {
    "seed": (0, 2**63 - 1, 1),
    "localities": (4, 40, 12),
    "plans": (400, 20_000, 4_000),
    "history_years": (2, 10, 5),
    "future_years": (1, 10, 5),
    "last_year": (2010, 2040, 2024),
    "breaks": (0, 3, 1),
}
"""Options that are whole numbers: lowest, highest, and one that is usual."""

SHARES = {"restated_share": (0.0, 0.3, 0.05), "unknown_share": (0.0, 0.5, 0.03)}
"""Options that are shares: lowest, highest, and one that is usual."""

ASSUMPTIONS = ("held", "broken")

FEWEST_A_LOCALITY = 40
"""Fewer plans a locality would leave fewer residents of an age than some have plans."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a synthetic area is made; `sufficiency.synthetic_area` says what each means."""

    seed: int
    localities: int
    plans: int
    history_years: int
    future_years: int
    last_year: int
    assumptions: str
    breaks: int
    restated_share: float
    unknown_share: float
    transitions: bool

    @property
    def first_year(self) -> int:
        """The academic year of the first January of the history."""
        return self.last_year - self.history_years + 1

    @property
    def years(self) -> tuple[int, ...]:
        """Academic years of every January, history and future."""
        return tuple(range(self.first_year, self.last_year + self.future_years + 1))

    @property
    def history(self) -> tuple[int, ...]:
        """Academic years of the Januaries that the area knows."""
        return self.years[: self.history_years]

    @property
    def future(self) -> tuple[int, ...]:
        """Academic years of the Januaries that only the truth knows."""
        return self.years[self.history_years :]

    @property
    def is_broken(self) -> bool:
        """Whether the truth breaks what a demand model usually supposes."""
        return self.assumptions == "broken"


def _example(name: str, usual: str) -> str:
    """Write options that can be typed: the seed alone, or beside it the usual one of a name."""
    return "seed=1" if name == "seed" else f"seed=1, {name}={usual}"


def checked(options: Options) -> Options:
    """Refuse options that no area can be made of.

    Raises
    ------
    NotPossibleError
        Naming the option, its bounds, and what to write.
    """
    for name in (field.name for field in fields(options)):
        value = getattr(options, name)
        if name in WHOLE and not _is_whole_within(value, *WHOLE[name][:2]):
            low, high, usual = WHOLE[name]
            raise NotPossibleError.of(
                "synthetic_number", name=name, value=with_kind(value), kind="whole number",
                low=f"{low}", high=f"{high}", example=_example(name, f"{usual}"),
            )  # fmt: skip
        if name in SHARES and not _is_share_within(value, *SHARES[name][:2]):
            lowest, highest, common = SHARES[name]
            raise NotPossibleError.of(
                "synthetic_number", name=name, value=with_kind(value), kind="share",
                low=f"{lowest:g}", high=f"{highest:g}", example=_example(name, f"{common:g}"),
            )  # fmt: skip
    if options.assumptions not in ASSUMPTIONS:
        raise NotPossibleError.of("synthetic_assumptions", value=options.assumptions)
    if not isinstance(options.transitions, bool):
        raise NotPossibleError.of("synthetic_switch", value=options.transitions)
    if options.plans < FEWEST_A_LOCALITY * options.localities:
        raise NotPossibleError.of(
            "synthetic_too_thin",
            plans=options.plans,
            localities=options.localities,
            least=FEWEST_A_LOCALITY,
            enough=FEWEST_A_LOCALITY * options.localities,
        )
    if options.breaks > options.history_years - 1:
        raise NotPossibleError.of(
            "synthetic_breaks",
            breaks=options.breaks,
            januaries=options.history_years,
            enough=options.breaks + 1,
        )
    return options


def _is_whole_within(value: object, low: int, high: int) -> bool:
    is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return is_whole and low <= int(value) <= high  # type: ignore[call-overload]


def _is_share_within(value: object, low: float, high: float) -> bool:
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return is_number and math.isfinite(float(value)) and low <= float(value) <= high  # type: ignore[arg-type]
