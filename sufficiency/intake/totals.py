"""How many plans were counted, against what was published and against who lives there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.parts import shown_plans

if TYPE_CHECKING:
    import pandas as pd

FAR_APART = 0.5
"""Counted plans that are apart from the published total by more than this share of it are not those
of the same authority and January."""

APART = 0.05
"""By more than this share: worth a word. Restatements are mostly smaller."""

LOW_RATE, HIGH_RATE = 0.008, 0.08
"""Plans a head of residents aged 0 to 24. In January 2025 the lowest of England had 0.84 %
(City of London) and the highest 6.0 % (Knowsley), half of all had between 3.5 and 4.3 %, and the
highest had grown by a quarter within two years (decision 0040)."""


FEWEST_BEYOND = 10
"""Nearer to these limits than so many plans, nothing is said: the City of London had 9 to 26 plans
from January 2010 to 2025, about 3,100 residents of these ages, and most of the time less than the
limit."""


@dataclass(frozen=True, slots=True)
class Total:
    """All plans of one January.

    Parameters
    ----------
    year : int
        The academic year of the January.
    counted : float
        Plans in the table plans.
    published : float or None
        Plans in the history of the authority; None where no file tells them.
    """

    year: int
    counted: float
    published: float | None

    def is_apart(self, share: float) -> bool:
        """Say whether the two are known, and differ by more than a share of what was published."""
        if not self.published:
            return False
        return abs(self.counted - self.published) > share * self.published


def totals_of(tables: Mapping[str, pd.DataFrame], *, called: str) -> tuple[Total, ...]:
    """Give the total of each January that the table plans has, in their order.

    Januaries with counts that are not shown are left out: what is shown of them is no total.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    called : str
        Name of the authority, as the history has it.
    """
    if "plans" not in tables:
        return ()
    counted = shown_plans(tables["plans"]).groupby("year")["plans"].sum()
    return tuple(
        Total(int(year), float(counted[year]), _published(tables, int(year), called=called))
        for year in sorted(counted.index)
    )


def _published(tables: Mapping[str, pd.DataFrame], year: int, *, called: str) -> float | None:
    """Give the published number of plans of a January, None where no file tells it."""
    if "history" not in tables:
        return None
    history = tables["history"]
    of_all = (history["setting"].fillna("") == "") & history["ncy_from"].isna()
    whole = history[of_all & (history["year"] == year) & (history["area"] == called)]
    return float(whole["plans"].iloc[0]) if len(whole) else None


def far_from_published(tables: Mapping[str, pd.DataFrame], *, called: str) -> list[Finding]:
    """Hold the plans that were counted against the published total of each January.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    called : str
        Name of the authority, as the history has it.

    Returns
    -------
    list of Finding
        A fault that names the Januaries of which they cannot be the same children.
    """
    return _apart("intake_far_from_published", tables, FAR_APART, called=called)


def apart_from_published(tables: Mapping[str, pd.DataFrame], *, called: str) -> list[Finding]:
    """Note Januaries of which fewer or more plans were counted than were published.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    called : str
        Name of the authority, as the history has it.
    """
    return _apart("intake_apart_from_published", tables, APART, called=called)


def _apart(
    rule: str, tables: Mapping[str, pd.DataFrame], share: float, *, called: str
) -> list[Finding]:
    """Name Januaries that are apart by more than a share, the last first."""
    apart = [one for one in reversed(totals_of(tables, called=called)) if one.is_apart(share)]
    if not apart:
        return []
    named = [
        f"{one.counted:,.0f} plans are counted in January {terms.january_of_year(one.year)}, where"
        f" {one.published:,.0f} were published"
        for one in apart
    ]
    return [finding(rule, file="plans", named="; ".join(named))]


def rate_unlike_england(tables: Mapping[str, pd.DataFrame], *, called: str) -> list[Finding]:
    """Note plans of the last January that are far fewer, or more, a head than anywhere in England.

    Where a published total of that January is known it is taken, and it is the population that is
    another than the authority's.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    called : str
        Name of the authority, as the history has it.
    """
    last = _last_total(tables, called=called)
    if last is None or "population" not in tables:
        return []
    plans, population = last.published or last.counted, tables["population"]
    persons = float(population.loc[population["year"] == last.year, "persons"].sum())
    beyond = max(LOW_RATE * persons - plans, plans - HIGH_RATE * persons)
    if not persons or beyond < FEWEST_BEYOND:
        return []
    is_low, january = plans < LOW_RATE * persons, terms.january_of_year(last.year)
    others = "fewer" if is_low else "more"
    words: dict[str, Any] = {"persons": persons, "rate": plans / persons, "january": january}
    if last.published:
        cause = "a larger area, or each count stands several times" if is_low else "a part of it"
        rule, file = "intake_population_unlike_plans", "population"
        return [finding(rule, file=file, published=plans, others=others, cause=cause, **words)]
    cause = (
        "filtered, or the population that of a larger area"
        if is_low
        else "doubled, or the population that of a part of the area"
    )
    rule = "intake_rate_unlike_england"
    return [finding(rule, file="plans", counted=plans, others=others, cause=cause, **words)]


def _last_total(tables: Mapping[str, pd.DataFrame], *, called: str) -> Total | None:
    """Give the last January that was counted, or else was published by its margins."""
    if "plans" in tables:
        totals = totals_of(tables, called=called)
        return totals[-1] if totals else None
    if "margins" not in tables or not len(tables["margins"]):
        return None
    year = int(tables["margins"]["year"].max())
    published = _published(tables, year, called=called)
    return Total(year, published, published) if published else None
