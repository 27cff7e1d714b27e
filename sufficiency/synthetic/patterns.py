"""What children of every synthetic area have in common, before an area makes it its own.

All numbers here are invented, in the likeness of published figures and rounded. None is taken
from the demand model, and the demand model takes none from here: a model that is scored against
its own assumptions would only prove that it agrees with itself.
"""

from __future__ import annotations

import numpy as np

from sufficiency import terms
from sufficiency.synthetic.chance import FloatArray, IntArray

NCYS = tuple(range(terms.FIRST_NCY, terms.LAST_NCY + 1))
SETTINGS = (
    "mainstream",
    "base",
    "special",
    "independent",
    "ap",
    "fe",
    "specialist_post16",
    "early_years",
    "elsewhere",
    "not_in_education",
)

ENTRY: dict[str, tuple[float, float, float, float, float, float]] = {
    "SPLD": (0.030, 0.06, 0.44, 0.18, 0.28, 0.04),
    "MLD": (0.090, 0.25, 0.50, 0.10, 0.13, 0.02),
    "SLD": (0.036, 0.68, 0.24, 0.04, 0.03, 0.01),
    "PMLD": (0.015, 0.82, 0.13, 0.02, 0.02, 0.01),
    "SEMH": (0.165, 0.11, 0.47, 0.16, 0.23, 0.03),
    "SLCN": (0.285, 0.64, 0.29, 0.04, 0.02, 0.01),
    "HI": (0.018, 0.52, 0.28, 0.08, 0.09, 0.03),
    "VI": (0.011, 0.52, 0.28, 0.08, 0.09, 0.03),
    "MSI": (0.004, 0.65, 0.20, 0.06, 0.06, 0.03),
    "PD": (0.038, 0.50, 0.32, 0.08, 0.07, 0.03),
    "ASD": (0.270, 0.44, 0.32, 0.10, 0.12, 0.02),
    "DS": (0.013, 0.86, 0.09, 0.02, 0.02, 0.01),
    "OTH": (0.025, 0.18, 0.42, 0.16, 0.21, 0.03),
}
"""By need: its share of all new plans, and how its new plans fall to the ages of `JOINED_AT`."""

NEEDS = tuple(ENTRY)

JOINED_AT: tuple[dict[int, float], ...] = (
    {-2: 0.08, -1: 0.27, 0: 0.50, 1: 0.15},
    {1: 0.24, 2: 0.21, 3: 0.18, 4: 0.15, 5: 0.12, 6: 0.10},
    {6: 0.30, 7: 0.70},
    {7: 0.14, 8: 0.27, 9: 0.27, 10: 0.22, 11: 0.10},
    {12: 0.60, 13: 0.25, 14: 0.15},
)
"""NC years of new plans: around Reception, primary, the change to Year 7, secondary, post-16."""

LEFT_AT: dict[int, float] = {
    **dict.fromkeys(range(-4, 0), 0.02),
    **dict.fromkeys(range(7), 0.018),
    **dict.fromkeys(range(7, 11), 0.025),
    11: 0.22,
    12: 0.15,
    13: 0.30,
    14: 0.36,
    **dict.fromkeys(range(15, 20), 0.40),
    20: 1.0,
}
"""Share whose plan ends within a year, by NC year: the cliff is at Year 11 and after."""

CHANGES: tuple[tuple[str, str, int, int, float], ...] = (
    ("SLCN", "ASD", 0, 6, 0.045),
    ("SLCN", "SEMH", 1, 9, 0.040),
    ("SLCN", "MLD", 1, 9, 0.030),
    ("MLD", "SEMH", 3, 11, 0.020),
    ("MLD", "SLD", 0, 9, 0.006),
    ("ASD", "SEMH", 5, 11, 0.012),
    ("SEMH", "ASD", 3, 11, 0.025),
    ("SPLD", "SEMH", 5, 11, 0.015),
    ("OTH", "ASD", 0, 11, 0.030),
    ("PD", "MLD", 0, 9, 0.008),
)
"""Primary need that changes: from, to, first and last NC year reached, share a year."""

COMPLEX = ("SLD", "PMLD", "MSI")
SOCIAL = ("SEMH", "ASD")
KINDS = ("other", "social", "complex")
"""Kinds of need that are placed alike."""

STAGES = ("early", "reception", "primary", "year_7", "secondary", "year_12", "post_16", "older")
"""Stages of a life in education; the changes between schools are stages of their own."""

_PRIMARY = {
    "mainstream": (0.86, 0.78, 0.34),
    "base": (0.05, 0.06, 0.10),
    "special": (0.06, 0.12, 0.54),
    "independent": (0.01, 0.02, 0.02),
    "elsewhere": (0.02, 0.02, 0.00),
}
_SECONDARY = {
    "mainstream": (0.75, 0.60, 0.25),
    "base": (0.06, 0.05, 0.10),
    "special": (0.12, 0.18, 0.60),
    "independent": (0.03, 0.07, 0.05),
    "ap": (0.02, 0.06, 0.00),
    "elsewhere": (0.02, 0.04, 0.00),
}
_POST_16 = {
    "mainstream": (0.18, 0.15, 0.05),
    "special": (0.08, 0.08, 0.55),
    "independent": (0.02, 0.03, 0.05),
    "fe": (0.62, 0.58, 0.20),
    "specialist_post16": (0.04, 0.06, 0.12),
    "elsewhere": (0.01, 0.02, 0.01),
    "not_in_education": (0.05, 0.08, 0.02),
}
_OLDER = {
    "fe": (0.80, 0.74, 0.55),
    "specialist_post16": (0.08, 0.12, 0.35),
    "elsewhere": (0.02, 0.02, 0.05),
    "not_in_education": (0.10, 0.12, 0.05),
}
FIRST_SETTING: dict[str, dict[str, tuple[float, float, float]]] = {
    "early": {"early_years": (0.65, 0.65, 0.70), "mainstream": (0.35, 0.35, 0.30)},
    "reception": _PRIMARY,
    "primary": _PRIMARY,
    "year_7": _SECONDARY,
    "secondary": _SECONDARY,
    "year_12": _POST_16,
    "post_16": _POST_16,
    "older": _OLDER,
}
"""Where a child with a new plan is, by stage, setting and kind of need. A child whose setting is
not among those of the stage that is reached goes to one of them, by the same shares."""

MOVES: tuple[tuple[str, str, dict[str, float]], ...] = (
    ("mainstream", "special", {"primary": 0.015, "year_7": 0.07, "secondary": 0.018}),
    ("mainstream", "base", {"primary": 0.008, "year_7": 0.02, "secondary": 0.004}),
    ("mainstream", "independent", {"primary": 0.002, "year_7": 0.01, "secondary": 0.006}),
    ("mainstream", "elsewhere", {"primary": 0.003, "secondary": 0.006}),
    ("mainstream", "ap", {"secondary": 0.012}),
    ("mainstream", "fe", {"year_12": 0.55, "post_16": 0.30}),
    ("mainstream", "not_in_education", {"year_12": 0.03, "post_16": 0.03}),
    ("base", "special", {"primary": 0.02, "year_7": 0.10, "secondary": 0.015}),
    ("base", "mainstream", {"primary": 0.03, "year_7": 0.15, "secondary": 0.02}),
    ("special", "mainstream", {"primary": 0.006, "year_7": 0.01, "secondary": 0.004}),
    ("special", "independent", {"primary": 0.003, "year_7": 0.012, "secondary": 0.010}),
    ("special", "fe", {"year_12": 0.18, "post_16": 0.06}),
    ("special", "specialist_post16", {"year_12": 0.04, "post_16": 0.02}),
    ("independent", "fe", {"year_12": 0.30, "post_16": 0.10}),
    ("independent", "specialist_post16", {"year_12": 0.15, "post_16": 0.05}),
    ("ap", "mainstream", {"secondary": 0.12}),
    ("ap", "special", {"secondary": 0.10}),
    ("elsewhere", "mainstream", {"primary": 0.10, "year_7": 0.10, "secondary": 0.06}),
    ("elsewhere", "fe", {"year_12": 0.40, "post_16": 0.20}),
    ("fe", "not_in_education", {"post_16": 0.05, "older": 0.05}),
    ("not_in_education", "fe", {"post_16": 0.15, "older": 0.10}),
)
"""Moves between settings: from, to, and the share a year by the stage that is reached."""

NEAR: dict[str, str] = {
    "SPLD": "MLD",
    "MLD": "SPLD",
    "SLD": "PMLD",
    "PMLD": "SLD",
    "SEMH": "ASD",
    "SLCN": "ASD",
    "HI": "MSI",
    "VI": "MSI",
    "MSI": "VI",
    "PD": "OTH",
    "ASD": "SLCN",
    "DS": "OTH",
    "OTH": "PD",
}
"""The need that each is most easily taken for, where a case is recorded anew."""


def place_of(ncy: int) -> int:
    """Give the position of an NC year on every axis ncy."""
    return ncy - NCYS[0]


def kind_of_each_need() -> IntArray:
    """Axis (need): position among `KINDS`."""
    return np.array([1 if need in SOCIAL else 2 if need in COMPLEX else 0 for need in NEEDS])


def stage_of_each_ncy() -> IntArray:
    """Axis (ncy): position among `STAGES`."""
    last = {-1: "early", 0: "reception", 6: "primary", 7: "year_7", 11: "secondary"}
    last |= {12: "year_12", 14: "post_16", NCYS[-1]: "older"}
    names = [next(stage for end, stage in last.items() if ncy <= end) for ncy in NCYS]
    return np.array([STAGES.index(name) for name in names], dtype=np.int64)


def entry_ages() -> FloatArray:
    """Axes (part of life, ncy): how the new plans of each part fall to NC years."""
    ages = np.zeros((len(JOINED_AT), len(NCYS)))
    for part, shares in enumerate(JOINED_AT):
        for ncy, share in shares.items():
            ages[part, place_of(ncy)] = share
    return ages


def leaving_by_age() -> FloatArray:
    """Axis (ncy, the one left): share whose plan ends within a year."""
    return np.array([LEFT_AT[ncy] for ncy in NCYS])


def first_settings() -> FloatArray:
    """Axes (kind, stage, setting): where a child with a new plan is."""
    shares = np.zeros((len(KINDS), len(STAGES), len(SETTINGS)))
    for stage, by_setting in FIRST_SETTING.items():
        for setting, by_kind in by_setting.items():
            shares[:, STAGES.index(stage), SETTINGS.index(setting)] = by_kind
    return shares


def moves() -> FloatArray:
    """Axes (stage, setting from, setting to): shares that move; those who stay are left out."""
    shares = np.zeros((len(STAGES), len(SETTINGS), len(SETTINGS)))
    for origin, target, by_stage in MOVES:
        for stage, share in by_stage.items():
            place = STAGES.index(stage), SETTINGS.index(origin), SETTINGS.index(target)
            shares[place] = share
    return shares
