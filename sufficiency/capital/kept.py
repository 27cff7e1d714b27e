"""What an appraisal keeps of two allocations, and every figure that follows without a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.kept import share_of_beyond
from sufficiency.allocation.money_frames import Account, account_of
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.allocation.tariff import WITHOUT, Line
from sufficiency.capital.scheme_spend import Payment
from sufficiency.money import carried_on, discount_factors, financial_years
from sufficiency.money.discounting import Percent

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

STATE_FUNDED = ("base", "special")
BOUGHT = ("independent", "beyond")
LOCAL_ITEMS = ("place", "top_up", "void")

DIGITS = 4
"""Differences are kept to so many digits after the point of a pound: the rest is the computer's."""


def difference(without: FloatArray, planned: FloatArray) -> FloatArray:
    """Take what is paid with the programme from what is paid without it.

    Sums of the same children in another order differ by what the computer rounds, which is no
    effect of a programme.
    """
    return np.asarray(np.round(without - planned, DIGITS) + 0.0)


@dataclass(frozen=True, slots=True)
class Supposed:
    """What an appraisal supposes beside what was allocated.

    Parameters
    ----------
    fees, transport, local_costs, build_cost : float
        Changes of what is paid for independent schools, for transport, for top-up and place
        funding, and for capital [percent].
    fee_growth : float
        Added to the yearly growth of fees, from the second allocated year to the last
        [percent a year].
    optimism_bias : float
        Added to capital [percent].
    occupancy : float
        Of the children whom the programme places otherwise, so many are [percent].
    without_place : float
        What a child without a place costs [percent of an independent placement].
    discount_rate : float, sequence of float or None
        First rate, the same for all years or by year from the price year on; the Treasury's where
        None [percent a year].
    appraisal_years : int
        Financial years, from the first that is allocated; what is spent before it counts besides.
    """

    fees: float = 0.0
    transport: float = 0.0
    local_costs: float = 0.0
    build_cost: float = 0.0
    fee_growth: float = 0.0
    optimism_bias: float = 0.0
    occupancy: float = 100.0
    without_place: float = 0.0
    discount_rate: Percent = None
    appraisal_years: int = 30


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What is kept of two allocations and of what schemes cost.

    Parameters
    ----------
    years : tuple of int
        Academic years that were allocated.
    first : int
        First financial year of the appraisal: the first that is allocated, or in which a scheme
        spends if that is earlier.
    lines : tuple of Line
        Axis (line).
    pounds_without, pounds_with : FloatArray
        Axes (draw, year, line): of children without a place, all that an independent placement
        costs [pounds a year, real].
    follows : BoolArray
        Axis (line): whether it follows children, and not places.
    more_void : FloatArray
        Axes (draw, year, line): what would be paid besides if the children whom the programme
        gives places were not there [pounds a year, real].
    today : float
        Independent placements of the last January, as later years count them.
    independent_without, independent_with : FloatArray
        Axes (draw, year): in independent schools, with those beyond local places [children].
    left_without, left_with : FloatArray
        Axes (draw, year): without a place [children].
    places_without, places_with, empty_without, empty_with : FloatArray
        Axes (draw, year): places that are ours in state-funded schools, and void ones [places].
    payments : tuple of Payment
    price_year : int
        Financial year in whose prices pounds are, and to which they are discounted: year 0.
    """

    years: tuple[int, ...]
    first: int
    lines: tuple[Line, ...]
    pounds_without: FloatArray
    pounds_with: FloatArray
    follows: BoolArray
    more_void: FloatArray
    today: float
    independent_without: FloatArray
    independent_with: FloatArray
    left_without: FloatArray
    left_with: FloatArray
    places_without: FloatArray
    places_with: FloatArray
    empty_without: FloatArray
    empty_with: FloatArray
    payments: tuple[Payment, ...]
    price_year: int

    def paid(self, supposed: Supposed) -> tuple[FloatArray, FloatArray]:
        """Give what is paid without the programme and with it, before anything else is varied.

        Parameters
        ----------
        supposed : Supposed
            For what a child without a place costs.

        Returns
        -------
        without, planned : FloatArray
            Axes (draw, academic year, line) [pounds a year, real].
        """
        share = [
            supposed.without_place / 100 if line.where == WITHOUT else 1.0 for line in self.lines
        ]
        return self.pounds_without * np.array(share), self.pounds_with * np.array(share)

    def counted(self, supposed: Supposed) -> tuple[int, ...]:
        """Give the positions of the lines that can hold any pounds."""
        return tuple(
            place
            for place, line in enumerate(self.lines)
            if line.where != WITHOUT or supposed.without_place
        )

    def saved(self, supposed: Supposed) -> FloatArray:
        """Axes (draw, academic year, line): without less with, as it is supposed.

        Above nought it is saved, below nought it costs more [pounds a year, real].
        """
        saved = difference(*self.paid(supposed))
        occupied = supposed.occupancy / 100
        saved = np.where(self.follows, saved * occupied, saved - (1 - occupied) * self.more_void)
        since = np.arange(len(self.years))
        grown = (1 + supposed.fee_growth / 100) ** since
        factors = np.ones((len(self.years), len(self.lines)))
        for place, line in enumerate(self.lines):
            if line.item == "fee":
                factors[:, place] *= (1 + supposed.fees / 100) * grown
            elif line.item == "transport":
                factors[:, place] *= 1 + supposed.transport / 100
            elif line.where in STATE_FUNDED and line.item in LOCAL_ITEMS:
                factors[:, place] *= 1 + supposed.local_costs / 100
        return np.asarray(saved * factors)

    def over_years(self, yearly: FloatArray, supposed: Supposed) -> FloatArray:
        """Lay yearly figures of lines over the financial years of the appraisal.

        The last allocated year is held after it; five twelfths of an academic year fall in the
        financial year after that in which it begins.

        Parameters
        ----------
        yearly : FloatArray
            Axes (draw, academic year, line).
        supposed : Supposed

        Returns
        -------
        FloatArray
            Axes (draw, financial year, line).
        """
        years = self.span(supposed)
        before = self.years[0] - self.first
        long = carried_on(np.moveaxis(yearly, 1, 2), before=before, years=years)
        return np.moveaxis(financial_years(long)[..., :years], 2, 1)

    def span(self, supposed: Supposed) -> int:
        """Count the financial years of the appraisal.

        They end as many years after the first that is allocated as are supposed, whenever a scheme
        first spends: else paying earlier would leave out a year of what is saved or lost.
        """
        return self.years[0] - self.first + supposed.appraisal_years

    def factors(self, supposed: Supposed) -> FloatArray:
        """Axis (financial year): what a pound of each is worth in the price year.

        It is the same for every programme, so that two can be compared.
        """
        return discount_factors(
            self.span(supposed),
            percent=supposed.discount_rate,
            base=self.price_year - self.first,
        )

    def spent(self, supposed: Supposed) -> FloatArray:
        """Axes (payment, financial year): what schemes cost [pounds, real]."""
        years = self.span(supposed)
        made = [
            payment.in_years(
                self.first,
                years,
                optimism_bias=supposed.optimism_bias,
                build_cost=supposed.build_cost,
            )
            for payment in self.payments
        ]
        return np.array(made, dtype=np.float64).reshape(len(made), years)

    def net(self, supposed: Supposed) -> FloatArray:
        """Axes (draw, financial year): saved less spent on schemes [pounds a year, real]."""
        saved = self.over_years(self.saved(supposed), supposed).sum(axis=2)
        return np.asarray(saved - self.spent(supposed).sum(axis=0))

    def net_present_value(self, supposed: Supposed) -> FloatArray:
        """Axis (draw): sum of the yearly net, each as worth in the price year [pounds]."""
        return np.asarray(self.net(supposed) @ self.factors(supposed))

    @property
    def mean(self) -> Kept:
        """The same with one draw: the mean of all. Net present value is linear in them."""
        names = (
            *("pounds_without", "pounds_with", "more_void", "independent_without"),
            *("independent_with", "left_without", "left_with", "places_without", "places_with"),
            *("empty_without", "empty_with"),
        )
        means = {name: getattr(self, name).mean(axis=0, keepdims=True) for name in names}
        return replace(self, **means)


def kept_of(with_programme: Allocation, without: Allocation, payments: tuple[Payment, ...]) -> Kept:
    """Keep what an appraisal needs of two allocations.

    Parameters
    ----------
    with_programme, without : Allocation
        Of the same draws and years, in the same prices.
    payments : tuple of Payment

    Returns
    -------
    Kept

    Raises
    ------
    TableError
        Where a cost is not known.
    """
    ours, theirs = (account_of(made, is_whole=True) for made in (with_programme, without))
    lines, follows = _lines(ours, theirs)
    heads = {"with": headlines_by_draw(with_programme), "without": headlines_by_draw(without)}
    bought = {name: held["independent"] + held["beyond"] for name, held in heads.items()}
    first = min([without.years[0], *(payment.year for payment in payments)])
    return Kept(
        without.years,
        first,
        lines,
        _laid(theirs, theirs.pounds, lines, follows),
        _laid(ours, ours.pounds, lines, follows),
        follows,
        _laid(ours, ours.if_empty, lines, follows) - _laid(theirs, theirs.if_empty, lines, follows),
        placements_today(without),
        bought["without"],
        bought["with"],
        heads["without"]["without"],
        heads["with"]["without"],
        theirs.places,
        ours.places,
        theirs.empty,
        ours.empty,
        payments,
        ours.price_year,
    )


def placements_today(allocation: Allocation) -> float:
    """Count the children of the last January whom later years count as independent placements.

        sum_{need, phase} independent x (1 - share beyond) + children beyond local places

    The latter are counted wherever they are, in specialist colleges too, as in every later year:
    else more would be told as growth, and less as cash, than is.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    float
        Expected number [children].
    """
    projection, today = allocation.projection, allocation.setting.today.independent
    level = projection.labels.states.index("beyond")
    beyond = projection.expected.children[0, ..., level].sum()
    return float((today * (1 - share_of_beyond(projection))).sum() + beyond)


def _key(line: Line, follows: bool) -> tuple[str, str, str, bool]:
    return line.where, line.item, line.payer, follows


def _keyed(account: Account) -> list[tuple[str, str, str, bool]]:
    return [_key(line, place < account.children_lines) for place, line in enumerate(account.lines)]


def _lines(ours: Account, theirs: Account) -> tuple[tuple[Line, ...], BoolArray]:
    """Put the lines of two accounts together, those that follow children first."""
    bases: dict[tuple[str, str, str, bool], list[str]] = {}
    for account in (theirs, ours):
        for key, line in zip(_keyed(account), account.lines, strict=True):
            bases.setdefault(key, []).append(line.basis)
    keys = sorted(bases, key=lambda key: not key[3])
    lines = tuple(Line(*key[:3], terms.weakest(bases[key])) for key in keys)
    return lines, np.array([key[3] for key in keys], dtype=np.bool_)


def _laid(
    account: Account, pounds: FloatArray, lines: tuple[Line, ...], follows: BoolArray
) -> FloatArray:
    """Lay an account out on the lines of both; nought where it has none of them."""
    place = {
        _key(line, bool(is_childs)): at
        for at, (line, is_childs) in enumerate(zip(lines, follows, strict=True))
    }
    made = np.zeros((*pounds.shape[:2], len(lines)))
    for at, key in enumerate(_keyed(account)):
        made[..., place[key]] += pounds[..., at]
    return made
