"""Made-up problems like capb and capc of the OR-Library, for whoever has not those files at hand.

    python benchmarks/look_alikes.py

They are *not* the OR-Library's, and no optimum of theirs is published: they are drawn from a seed
as its large files are. In capa (100 sites, 1,000 customers) demands are whole numbers from 1 to 100
in equal parts; a unit costs the straight line between two points of a square of 1,000 by 1,000
times a number from 1 to 1.25 (squared and centred twice, its costs have two large singular values
and no third); and fixed costs lie within a quarter of their mean. The mean fixed costs of capb and
capc are not known here. They are chosen so that answers come to about what is published of those
files at the same capacities: 13.1 to 13.7 million and 11.5 to 11.6 million.

Three more kinds are harder than any of theirs: sites that differ in size, and a hundred small sites
of which a quarter opens.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from orlib import Problem
from second_opinion import Opinion, second_opinion
from timing import Bar, bars_table

from sufficiency.places.choosing import SitesChosen, Status, choose_sites

SITES, CUSTOMERS = 100, 1_000
SIDE, LONGEST_DETOUR, LARGEST_DEMAND = 1_000.0, 1.25, 100
SPREAD = 0.25
"""Fixed costs lie within this share of their mean, in equal parts."""
LEAST_SIZE, MOST_SIZE, PAID_ANYHOW = 0.5, 1.5, 0.3
"""Sites that differ: their places against the mean, and the share of a fixed cost that does not
grow with them."""

PROVEN_SECONDS, STOPPED_SECONDS, STOPPED_GAP = 90.0, 120.0, 5e-3
"""What is asked: proven so soon, or so near by then."""
SAME = 1e-9


@dataclass(frozen=True)
class Kind:
    """A kind of problem.

    Parameters
    ----------
    name : str
    fixed_cost : float
        Mean of the sites.
    capacities : tuple of float
        Places of a site, in the mean: one problem for each.
    is_unequal : bool
        Whether sites differ in size.
    is_harder : bool
        Whether it is harder than the files of the OR-Library are.
    seeds : tuple of int
    """

    name: str
    fixed_cost: float
    capacities: tuple[float, ...]
    is_unequal: bool = False
    is_harder: bool = False
    seeds: tuple[int, ...] = (1, 2)


KINDS = (
    Kind("like capb", 750_000, (5_000, 6_000, 7_000, 8_000)),
    Kind("like capc", 520_000, (5_000, 5_750, 6_500, 7_250)),
    Kind("like capb, unequal sites", 750_000, (5_000, 8_000), is_unequal=True, is_harder=True),
    Kind("small sites", 200_000, (2_000,), is_harder=True, seeds=(1,)),
    Kind("small unequal sites", 200_000, (2_000,), is_unequal=True, is_harder=True, seeds=(1,)),
)
ASKED_AGAIN = ("like capb", 1, 5_000)
"""The problem of which HiGHS is asked too, which takes a minute or two."""


@dataclass(frozen=True)
class Solved:
    """A made-up problem, and what was found.

    Parameters
    ----------
    kind : Kind
    seed : int
    capacity : float
    chosen : SitesChosen
    processor : float
        Of this process [seconds].
    opinion : Opinion or None
        Of another solver, where it was asked.
    """

    kind: Kind
    seed: int
    capacity: float
    chosen: SitesChosen
    processor: float
    opinion: Opinion | None

    @property
    def is_kept(self) -> bool:
        """Whether it was proven in time, or near enough by then."""
        chosen = self.chosen
        if chosen.status is Status.PROVEN and chosen.seconds < PROVEN_SECONDS:
            return True
        return chosen.gap <= STOPPED_GAP and chosen.seconds <= STOPPED_SECONDS

    @property
    def row(self) -> str:
        """Its line in the table."""
        chosen = self.chosen
        return (
            f"| {self.kind.name} | {self.seed} | {self.capacity:,.0f} | {chosen.cost:,.0f}"
            f" | {chosen.bound:,.0f} | {chosen.gap:.1e} | {chosen.status}"
            f" | {int(chosen.is_open.sum())} | {chosen.steps} | {chosen.seconds:.2f}"
            f" | {self.processor:.2f} | {'yes' if self.is_kept else 'no'} |"
        )


def made(kind: Kind, *, seed: int, capacity: float) -> Problem:
    """Draw a problem; the same seed gives the same customers and sites, whatever the kind."""
    chance = np.random.default_rng(seed)
    demand = chance.integers(1, LARGEST_DEMAND, CUSTOMERS, endpoint=True).astype(np.float64)
    customers = chance.uniform(0.0, SIDE, (CUSTOMERS, 2))
    sites = chance.uniform(0.0, SIDE, (SITES, 2))
    line = np.hypot(*np.moveaxis(customers[:, None, :] - sites, 2, 0))
    cost = line * chance.uniform(1.0, LONGEST_DETOUR, line.shape)
    dearer = chance.uniform(1.0 - SPREAD, 1.0 + SPREAD, SITES)
    size = chance.uniform(LEAST_SIZE, MOST_SIZE, SITES) if kind.is_unequal else np.ones(SITES)
    grown = PAID_ANYHOW + (1.0 - PAID_ANYHOW) * size
    return Problem(demand, np.rint(capacity * size), kind.fixed_cost * dearer * grown, cost)


def checked(problem: Problem, chosen: SitesChosen) -> None:
    """Add the answer up again from the arrays, and stop where it is not what it says it is."""
    paid = float(problem.fixed_cost @ chosen.is_open + (problem.cost * chosen.flow).sum())
    served, held = chosen.flow.sum(axis=1), chosen.flow.sum(axis=0)
    room = np.where(chosen.is_open, problem.places, 0.0)
    are_kept = (
        abs(paid - chosen.cost) <= SAME * paid,
        bool(np.allclose(served, problem.demand, rtol=SAME)),
        bool((held <= room * (1 + 1e-6)).all()),
        chosen.bound <= chosen.cost,
    )
    if not all(are_kept):
        raise SystemExit(f"An answer does not add up: {paid:,.2f}, {chosen.cost:,.2f}, {are_kept}")


def _contradicts(chosen: SitesChosen, opinion: Opinion) -> bool:
    """Say whether another solver found something cheaper than our bound, or bounds our answer."""
    least, most = chosen.bound * (1 - 1e-6), chosen.cost * (1 + 1e-6)
    return opinion.relaxed > most or opinion.bound > most or opinion.cost < least


def found_for(kinds: tuple[Kind, ...] = KINDS) -> Iterator[Solved]:
    """Solve all problems, with the options that everybody has, and check every answer."""
    for kind in kinds:
        for seed in kind.seeds:
            for capacity in kind.capacities:
                problem = made(kind, seed=seed, capacity=capacity)
                before = time.process_time()
                chosen = choose_sites(
                    problem.demand, problem.places, problem.fixed_cost, problem.cost
                )
                taken = time.process_time() - before
                checked(problem, chosen)
                opinion = None
                if (kind.name, seed, capacity) == ASKED_AGAIN:
                    opinion = second_opinion(problem, most=chosen.cost)
                    if _contradicts(chosen, opinion):
                        raise SystemExit(f"{ASKED_AGAIN}: {chosen.cost:,.2f} against {opinion}")
                yield Solved(kind, seed, capacity, chosen, taken, opinion)


def _bars(found: list[Solved]) -> list[Bar]:
    """Hold what was found against what is asked of the OR-Library's own."""
    bars = []
    for name, is_harder in (("like capb and capc", False), ("harder than theirs", True)):
        these = [one for one in found if one.kind.is_harder is is_harder]
        if these:
            kept = sum(one.is_kept for one in these)
            bars += [
                Bar(f"{name}: within what is asked, of {len(these)}", kept, least=len(these)),
                Bar(
                    f"{name}: largest gap, per cent",
                    100 * max(one.chosen.gap for one in these),
                    most=100 * STOPPED_GAP,
                ),
                Bar(
                    f"{name}: slowest, s",
                    max(one.chosen.seconds for one in these),
                    most=STOPPED_SECONDS if is_harder else PROVEN_SECONDS,
                ),
            ]
    return bars


def look_alikes_page() -> str:
    """Measure the made-up problems, and lay them out."""
    found = list(found_for())
    about = (
        "Made up, and not the OR-Library's: 100 sites and 1,000 customers, drawn from a seed as"
        " `capa` looks, at the capacities of `capb` and `capc`, with fixed costs for which answers"
        " come to about what is published of those; and some that are harder than any of theirs,"
        " with sites that differ in size, or with small ones of which a quarter opens"
        " (`benchmarks/look_alikes.py`). Each once, one after another, by `choose_sites` with the"
        f" same options. Asked is that each is proven in less than {PROVEN_SECONDS:.0f} s, or ends"
        f" within {STOPPED_GAP:.1%} in {STOPPED_SECONDS:.0f} s. Each answer is added up again from"
        " the arrays; a run stops where one does not come to what it says."
    )
    head = (
        "| Kind | Seed | Capacity | Ours | Bound | Gap | Status | Open | Steps | Wall, s"
        " | Processor, s | As asked |"
    )
    lines = [head, "|---|--:|" + "--:|" * 4 + "---|" + "--:|" * 4 + "---|"]
    rows = "\n".join([*lines, *(one.row for one in found)])
    parts = [about, rows, *_opinions(found), bars_table(_bars(found))]
    return "\n\n".join(parts)


def _opinions(found: list[Solved]) -> Iterator[str]:
    """Say what another solver came to, by a way that shares nothing with ours but the arrays."""
    for one in found:
        if one.opinion is not None:
            held = one.opinion
            yield (
                f"HiGHS on *{one.kind.name}*, seed {one.seed}, capacity {one.capacity:,.0f}, with"
                " rows for each site and customer as they are violated: its linear programme comes"
                f" to {held.relaxed:,.0f}; in whole numbers it found {held.cost:,.0f}, bound"
                f" {held.bound:,.0f}, in {held.seconds:.0f} s. Ours: {one.chosen.cost:,.0f}, bound"
                f" {one.chosen.bound:,.0f}, in {one.chosen.seconds:.1f} s. A run stops where the"
                " two contradict each other."
            )


if __name__ == "__main__":
    print(look_alikes_page())
