"""Where a placement is: its setting and its site, from numbers, codes and the flags of a base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sufficiency import terms
from sufficiency.sources.sen2.faults import Fault, faults_of
from sufficiency.sources.sen2.lookups import Establishments, looked_up
from sufficiency.terms.sen2 import settings_of_return

if TYPE_CHECKING:
    import pandas as pd

MODULE = "placementdetail"
UNKNOWN = "unknown"
CAN_HOLD_A_BASE = ("mainstream", UNKNOWN)
"""Settings of schools in which a flag of a base is believed."""
FEWEST_UNSAID, MOST_UNSAID = 10, 0.05
"""From so many rows on, and above this share of those at schools with a base, flags that are blank
are no slips: whoever is in the base would count in mainstream classes, and its places look free."""
PROVIDER = "fe"
"""Setting of a provider that is known by its UKPRN only (the Department's category)."""
PERHAPS_WAITING = "NIEO"
"""Code of whoever is not in education for another reason; that she waits for a place has no code of
its own since January 2023."""


@dataclass(frozen=True, eq=False, repr=False)
class Whereabouts:
    """Settings and sites of placements.

    Parameters
    ----------
    placements : pandas.DataFrame
        As given, and the columns setting, site ("" without a URN) and is_base.
    at_fault : pandas.DataFrame
        By the same index a column of flags for each rule that a placement may break. Only those
        placements that count are told: see `faults_at`.
    """

    placements: pd.DataFrame
    at_fault: pd.DataFrame


COLUMN_OF = {
    "sen2_no_place": "urn",
    "sen2_urn_malformed": "urn",
    "sen2_urn_unknown": "urn",
    "sen2_ukprn_malformed": "ukprn",
    "sen2_provider_unknown": "ukprn",
    "sen2_setting_code": "sensetting",
    "sen2_setting_beside_urn": "sensetting",
    "sen2_perhaps_waiting": "sensetting",
    "sen2_flag_blank": "resourcedprovisionindicator",
    "sen2_flags_blank": "resourcedprovisionindicator",
    "sen2_base_elsewhere": "resourcedprovisionindicator",
    "sen2_base_without_base": "resourcedprovisionindicator",
}


def whereabouts(placements: pd.DataFrame, establishments: Establishments | None) -> Whereabouts:
    """Say where each placement is.

    A URN goes before a UKPRN, and both before a code; what has not the form of a number is none. A
    flag of a base makes it a base where the school is mainstream, or not known. A blank flag at a
    mainstream school with a base counts as no, and is named; where there are many, the setting is
    unknown.

    Parameters
    ----------
    placements : pandas.DataFrame
        Columns urn, ukprn, sensetting, in_base, is_unsaid, is_lost.
    establishments : Establishments or None
        Without it placements with a URN or UKPRN have no setting, unless they are in a base.
    """
    urn = placements["urn"].str.removesuffix(".0")
    is_urn = urn.map(terms.is_urn).astype(bool)
    malformed = ~is_urn & (urn != "")
    site = urn.where(is_urn, "")
    provider = placements["ukprn"].str.removesuffix(".0")
    is_ukprn = provider.str.fullmatch(r"[1-9][0-9]{7}")
    no_ukprn = ~is_ukprn & (provider != "")
    ukprn = provider.where(is_ukprn, "")
    code = placements["sensetting"].str.upper()
    by_code = looked_up(code, settings_of_return(), default=UNKNOWN)
    by_number = _by_number(site, ukprn, establishments)
    numbered = (site != "") | (ukprn != "")
    setting = by_number.where(numbered, by_code.where(~malformed, UNKNOWN))
    in_base = placements["in_base"] & ((site != "") | (ukprn != ""))
    is_base = in_base & setting.isin(CAN_HOLD_A_BASE)
    known = establishments is not None
    beside_base = (setting == "mainstream") & _has_base(site, establishments)
    unsaid = placements["is_unsaid"] & beside_base
    lost = placements["is_lost"] & beside_base
    are_many = bool(lost.sum() >= max(FEWEST_UNSAID, MOST_UNSAID * beside_base.sum()))
    at_fault = {
        "sen2_no_place": ~numbered & ~malformed & ~no_ukprn & (code == ""),
        "sen2_urn_malformed": malformed,
        "sen2_ukprn_malformed": no_ukprn,
        "sen2_urn_unknown": (site != "") & _not_in(site, establishments),
        "sen2_provider_unknown": (site == "")
        & (ukprn != "")
        & known
        & _no_provider(ukprn, establishments),
        "sen2_setting_code": ~numbered & (code != "") & ~code.isin(set(settings_of_return())),
        "sen2_setting_beside_urn": numbered & (code != ""),
        "sen2_perhaps_waiting": ~numbered & ~malformed & (code == PERHAPS_WAITING),
        "sen2_flag_blank": unsaid & ~(lost & are_many),
        "sen2_flags_blank": lost & are_many,
        "sen2_base_elsewhere": placements["in_base"] & ~is_base,
        "sen2_base_without_base": is_base & (site != "") & _has_no_base(site, establishments),
    }
    setting = setting.where(~is_base, "base").where(~at_fault["sen2_flags_blank"], UNKNOWN)
    located = placements.assign(setting=setting, site=site, is_base=is_base)
    return Whereabouts(located, placements[[]].assign(**at_fault))


def faults_at(found: Whereabouts, counted: pd.Index) -> tuple[Fault, ...]:
    """Tell what is wrong with the placements that count.

    Parameters
    ----------
    found : Whereabouts
    counted : pandas.Index
        Rows of the placements that say where a child is.
    """
    flags = found.at_fault[found.at_fault.index.isin(counted)]
    return tuple(
        fault
        for rule, column in COLUMN_OF.items()
        for fault in faults_of(
            rule, MODULE, flags.index[flags[rule].to_numpy(dtype=bool)], column=column
        )
    )


def _by_number(
    site: pd.Series, ukprn: pd.Series, establishments: Establishments | None
) -> pd.Series:
    """Give the setting of establishments; unknown without the look-up or where it has none."""
    if establishments is None:
        return site.where(np.zeros(len(site), dtype=bool), UNKNOWN)
    of_provider = looked_up(ukprn, establishments.by_ukprn, default=PROVIDER)
    of_site = looked_up(site, establishments.setting, default=UNKNOWN)
    return of_site.where(site != "", of_provider)


def _not_in(site: pd.Series, establishments: Establishments | None) -> pd.Series:
    if establishments is None:
        return site.isna()
    return ~site.isin(list(establishments.setting))


def _no_provider(ukprn: pd.Series, establishments: Establishments | None) -> pd.Series:
    if establishments is None:
        return ukprn.isna()
    return ~ukprn.isin(list(establishments.by_ukprn))


def _has_base(site: pd.Series, establishments: Establishments | None) -> pd.Series:
    """Say where the look-up knows that the school has a base."""
    with_base = None if establishments is None else establishments.with_base
    return site.isin(list(with_base or ()))


def _has_no_base(site: pd.Series, establishments: Establishments | None) -> pd.Series:
    """Say where the look-up knows the school and that it has no base."""
    if establishments is None or establishments.with_base is None:
        return site.isna()
    known = site.isin(list(establishments.setting))
    return known & ~site.isin(list(establishments.with_base))
