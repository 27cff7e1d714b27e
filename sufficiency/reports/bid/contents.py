"""What a bid says: everything that its three formats are made from, and nothing worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sufficiency.reports.bid.ledger import Ledger
from sufficiency.reports.parts import shown

if TYPE_CHECKING:
    import pandas as pd

NOTHING, PROGRAMME, BASES, SPECIAL = "nothing", "programme", "bases_first", "special_first"
KINDS = (NOTHING, PROGRAMME, BASES, SPECIAL)
"""Kinds of options."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A number, with the range of the draws where it has one.

    Parameters
    ----------
    value : float
    low, high : float, optional
        Tenth and ninetieth percentile over the draws.
    digits : int
        With which it is shown, after the point.
    """

    value: float
    low: float | None = None
    high: float | None = None
    digits: int = 0

    def words(self) -> str:
        """Show it: "215 (180 to 260)"; alone where both ends are one number.

        Examples
        --------
        >>> Ranged(215, 180, 260).words(), Ranged(-3.04, digits=1).words(), Ranged(7, 7, 7).words()
        ('215 (180 to 260)', '-3.0', '7')
        """
        ends = [shown(end, self.digits) for end in (self.low, self.high)]
        if self.low is None or self.high is None or ends[0] == ends[1]:
            return shown(self.value, self.digits)
        return f"{shown(self.value, self.digits)} ({' to '.join(ends)})"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on, doing nothing among them.

    Parameters
    ----------
    name, description : str
        What it is called, and what it does in a sentence.
    kind : str
        One of `KINDS`.
    schemes : tuple of str
        Names of its schemes.
    places : float
        Places that it adds once all are open [places].
    capital : float or None
        With bias and contingency, in the prices of the price year; None where the plan does not
        state what it costs to build [pounds].
    measures : mapping of str to Ranged
        By the words of the measure, as "Children without a place, 2030/31".
    net_present_value : Ranged or None
        Against doing nothing; None where pounds are not known [pounds].
    is_recommended : bool
    why : str
        Why it is recommended, or why not.
    by_payer : mapping of str to Ranged
        Net present value by payer in words; empty where it is not known [pounds].
    funding : mapping of str to float
        Capital by payer in words, the same pounds as `capital`.
    """

    name: str
    description: str
    kind: str
    schemes: tuple[str, ...]
    places: float
    capital: float | None
    measures: Mapping[str, Ranged]
    net_present_value: Ranged | None = None
    is_recommended: bool = False
    why: str = ""
    by_payer: Mapping[str, Ranged] = field(default_factory=dict)
    funding: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SchemeEntry:
    """A scheme of the recommended programme.

    Parameters
    ----------
    scheme, name, site : str
        Short name, name in full, and the name of its site.
    kind, status, level, needs, ages : str
        In words.
    opens : int
        Academic year.
    fill : mapping of int to int
        Places that it adds, by academic year [places].
    capital : mapping of int to float
        By financial year, with bias and contingency, in the prices of the price year [pounds].
    funding : mapping of str to float
        By payer in words, the same pounds.
    counterfactual : str
        What becomes of its children without it, in a sentence.
    source : str
    """

    scheme: str
    name: str
    site: str
    kind: str
    status: str
    level: str
    needs: str
    ages: str
    opens: int
    fill: Mapping[int, int]
    capital: Mapping[int, float]
    funding: Mapping[str, float]
    counterfactual: str = ""
    source: str = ""

    @property
    def places(self) -> int:
        """Places once all are open."""
        return self.fill[max(self.fill)] if self.fill else 0

    def places_in(self, year: int) -> int:
        """Give the places that it adds in an academic year: those of the last year that is told.

        Parameters
        ----------
        year : int
        """
        told = [each for each in self.fill if each <= year]
        return self.fill[max(told)] if told else 0


@dataclass(frozen=True, slots=True)
class Decided:
    """A scheme that opens whatever becomes of the bid: decided before, with and without it.

    Parameters
    ----------
    scheme, name : str
        Short name, and name in full.
    opens : int
        Academic year without the programme.
    opens_with : int
        Academic year with it.
    places : float
        By how many places there are more once all are open; below nought of a closure [places].
    """

    scheme: str
    name: str
    opens: int
    opens_with: int
    places: float


@dataclass(frozen=True, slots=True)
class Supposed:
    """An assumption: what is supposed, on what ground, and who answers for it.

    Parameters
    ----------
    name, label : str
        Its key in a scenario file, and its words.
    value : str
        With its unit.
    basis, source, owner : str
        How far it can be relied on; where it comes from; who answers for it, or "nobody named".
    is_weighty : bool
        Whether it stands in the text and not only among all others: those of money, and those
        that the plan states.
    """

    name: str
    label: str
    value: str
    basis: str
    source: str
    owner: str
    is_weighty: bool = True


@dataclass(frozen=True, slots=True)
class Money:
    """The figures of money that stand at the front; their way is in the ledger.

    Parameters
    ----------
    net_present_value : Ranged
        [pounds]
    capital : float or None
        With bias and contingency, in the prices of the price year; None where the plan does not
        state what it costs to build [pounds].
    payback_years : float or None
        Years from the first in which anything is spent or saved after which what is saved,
        discounted, has made up for what was spent, for good; None where it does not within the
        years.
    per_place : float or None
        Capital for each place [pounds].
    per_independent : float or None
        Capital for each independent placement avoided in the last year; None where none is
        [pounds].
    cashable, avoided, mix : Ranged
        Saved on independent placements over all years, not discounted: on those below today's
        number, on those that do not come, and on dearer or cheaper children among as many
        placements; below nought more is spent [pounds].
    by_payer : mapping of str to Ranged
        Net present value of each payer, below nought where it pays more; together they are that
        of all [pounds].
    places : float
        By how many places there are more in the last year, what is lost taken off: capital for
        each place is for one of these [places].
    spared : Ranged or None
        How many fewer children are in independent schools in the last year; below nought where
        more are [children].
    """

    net_present_value: Ranged
    capital: float | None
    payback_years: float | None
    per_place: float | None
    per_independent: float | None
    cashable: Ranged
    avoided: Ranged
    mix: Ranged
    by_payer: Mapping[str, Ranged]
    places: float = 0.0
    spared: Ranged | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """Everything that a bid says.

    Frames that are None were not worked out; the bid says so where they would stand, with the
    reason in `absent`.

    Parameters
    ----------
    title, authority, status : str
        What is asked for, by whom, and how far the bid has come ("draft for review").
    is_made_up : bool
        Whether any figure is made up.
    years : tuple of int
        Academic years that children are counted for.
    strain : int
        The academic year of greatest strain, which tables of one year show.
    counterfactual : str
        Against what everything is held, in a sentence; stands with every table.
    summary : tuple of str
        The answer for a cabinet, in sentences.
    options : tuple of Option
        Doing nothing first.
    schemes : tuple of SchemeEntry
        Of the recommended programme.
    money : Money or None
    ledger : Ledger or None
    by_need, by_locality : pandas.DataFrame
        Columns year, label, demand, missed, each with _low and _high: children who need a base or
        special place, and of them those without a local one, if nothing is done.
    placements : pandas.DataFrame
        Columns year, label, without, with, change, each with _low and _high: what becomes of
        children without the programme and with it, and the change draw by draw.
    journeys : pandas.DataFrame
        Columns year, label, without, with: miles one way.
    tornado : pandas.DataFrame or None
        Columns supposition (its code), assumption (its key in a scenario; blank where it is none),
        label, low_words, high_words, value, low, high: the net present value at both ends of an
        assumption [pounds]; the widest first.
    switching : pandas.DataFrame or None
        Columns label, today, switches: at which value of an assumption the sign of the net
        present value changes; in words.
    risks : pandas.DataFrame or None
        Columns label, effect, pounds, children: what happens, the net present value then, and
        what it changes for children, in words; and by_payer, whose those pounds are, in words.
    empty : pandas.DataFrame or None
        Columns year, label, added, headroom, places (added less headroom), empty, empty_low,
        empty_high: the schemes' own places.
    fairness : pandas.DataFrame or None
        Columns label, kind, without, with: percent of children without a local place.
    bases : pandas.DataFrame or None
        Columns label, nothing, bases, first, each with _low and _high: children without a local
        place in the last year if nothing is built, if all the money goes to bases, and if special
        places follow the bases.
    bases_words : tuple of str
        Whether bases could meet the need, in sentences.
    assumptions : tuple of Supposed
    method, limits : tuple of str
        How the figures were made, and what they cannot say.
    provenance : pandas.DataFrame
        Columns kind, name, value.
    notes : tuple of str
        What should be known of the tables and of the run, in sentences.
    absent : mapping of str to str
        By name of the frame that is None: why it is not there.
    budgets : pandas.DataFrame or None
        Columns budget, limit, spent, left: what the schemes take of each [pounds].
    ends_by_payer : mapping
        By code of an assumption and end ("low", "high"): net present value by payer [pounds].
    decided : tuple of Decided
        What opens with and without the programme.
    frontier : pandas.DataFrame or None
        Columns budget, pounds, opens, proven, then each of `measures`, and its change against
        nothing but what is fixed: what each budget buys, everybody placed anew each year.
    marginal : pandas.DataFrame or None
        Columns name, chosen, opens, capital, worth, each of `counted`, the last ones with _low and
        _high, and against: what each scheme adds.
    regret : pandas.DataFrame or None
        Columns scenario, programme, draws, best, then each of `measures` (mean regret) and _worst.
    void : pandas.DataFrame or None
        Columns year, label, then places, empty (with _low and _high) and pounds, each as _without
        and _with: places that are paid for with nobody in them.
    draws, draws_chosen : int
        Draws behind every range, and those over which schemes were chosen; nought where that is
        not known, or nothing was chosen.
    measures, counted : mapping of str to str
        What a choice makes small, and what is counted of children, in words.
    """

    title: str
    authority: str
    status: str
    is_made_up: bool
    years: tuple[int, ...]
    strain: int
    counterfactual: str
    summary: tuple[str, ...]
    options: tuple[Option, ...]
    schemes: tuple[SchemeEntry, ...]
    money: Money | None
    ledger: Ledger | None
    by_need: pd.DataFrame
    by_locality: pd.DataFrame
    placements: pd.DataFrame
    journeys: pd.DataFrame
    tornado: pd.DataFrame | None
    switching: pd.DataFrame | None
    risks: pd.DataFrame | None
    empty: pd.DataFrame | None
    fairness: pd.DataFrame | None
    bases: pd.DataFrame | None
    bases_words: tuple[str, ...]
    assumptions: tuple[Supposed, ...]
    method: tuple[str, ...]
    limits: tuple[str, ...]
    provenance: pd.DataFrame
    notes: tuple[str, ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    budgets: pd.DataFrame | None = None
    ends_by_payer: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict)
    decided: tuple[Decided, ...] = ()
    frontier: pd.DataFrame | None = None
    marginal: pd.DataFrame | None = None
    regret: pd.DataFrame | None = None
    void: pd.DataFrame | None = None
    draws: int = 0
    draws_chosen: int = 0
    measures: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[str, str] = field(default_factory=dict)

    @property
    def recommended(self) -> Option | None:
        """The option that is recommended, if any is."""
        return next((one for one in self.options if one.is_recommended), None)
