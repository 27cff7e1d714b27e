"""What drives the change from the last January: parts that add up to it exactly.

A driver is what can be switched off: the growth of the population, of joining, or what the scenario
does to leaving. The projection is run with every set of drivers on, and each driver is given
its mean effect over all orders in which they can be switched on, so that no order is preferred.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial

import numpy as np

from sufficiency.demand.central import AnyModel, central_projection, central_rates
from sufficiency.demand.closing import Closures, told_children
from sufficiency.demand.cohorts import Expected
from sufficiency.demand.estimation import need_moves, path_of_area
from sufficiency.demand.flow_model import FlowModel, without_growth
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.model import expected_start
from sufficiency.demand.origins import by_origin

DRIVERS = ("population", "joining", "leaving")
"""What is switched on and off."""

LIMITS = "limits"
"""What the limits of a scenario hold down; only where it has any."""

PARTS = ("counted", "ageing", *DRIVERS, LIMITS, "mix")
"""What adds up to the expected children, in the order in which it is shown."""

Coalition = frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The expected children of every projected January, in parts that add up to them.

    Parameters
    ----------
    amounts : mapping of str to FloatArray
        By the names of `PARTS`, limits only where there are any; axes (year, locality, need, ncy,
        state) [children]. All but `counted` may be below nought.
    expected : FloatArray
        The same axes: what they add up to [children].
    """

    amounts: Mapping[str, FloatArray]
    expected: FloatArray


def driver_parts(model: AnyModel) -> Parts:
    """Split the expected children of every projected January into what they come from.

    expected = counted + ageing + population + joining + leaving + limits + mix, in every cell.

    - counted: the last January, X[0].
    - ageing: v(none) less X[0], with children under the need and state in which they were counted
      or joined: today's population and joining rate, no lever. Children grow up, leave and
      join as in the past.
    - population, joining, leaving: the Shapley value of each driver, no limit held, see `shapley`.
    - limits: what an imposed total, a cap or a ceiling then changes: the projection less v(all).
    - mix: v(none) less the same children under the need and state in which they were counted or
      joined (`origins.by_origin`). Over all needs and states it is nought at every NC year.

    v(S) are the expected children with the drivers S on: `expected_with`. Where states close, all
    parts but those counted are told by the states that are open, and who is sent elsewhere by a
    closure is in mix.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under its scenario.

    Returns
    -------
    Parts
    """
    closures = model.levers.closures
    parts = _parts(replace(model, levers=replace(model.levers, closures=())))
    return _told(parts, closures) if closures else parts


def _told(parts: Parts, closures: Closures) -> Parts:
    """Tell parts by the states that are open; the children counted stay where they were."""
    amounts = {
        name: told_children(amount, closures, first=1) for name, amount in parts.amounts.items()
    }
    counted = parts.amounts["counted"]
    amounts["mix"] = amounts["mix"] + amounts["counted"] - counted
    amounts["counted"] = counted
    return Parts(amounts, told_children(parts.expected, closures, first=1))


def _parts(model: AnyModel) -> Parts:
    """Split the expected children of a model of which no state closes."""
    free = replace(model, levers=replace(model.levers, limits=None))
    runs = {on: expected_with(free, on).children[1:] for on in coalitions(DRIVERS)}
    still = switched(free, frozenset())
    start = expected_start(still)
    alone = runs[frozenset()]
    unmoved = by_origin(start, alone, central_rates(still))
    counted = np.broadcast_to(start, alone.shape)
    amounts = {"counted": counted, "ageing": unmoved - counted}
    amounts |= shapley(runs.__getitem__, DRIVERS)
    expected = runs[frozenset(DRIVERS)]
    if model.levers.limits is not None:
        held = expected_with(model, frozenset(DRIVERS)).children[1:]
        amounts[LIMITS] = held - expected
        expected = held
    amounts["mix"] = alone - unmoved
    return Parts(amounts, expected)


def expected_with(model: AnyModel, on: Coalition) -> Expected:
    """Project expected numbers with only some drivers on.

    The one place in which the drivers meet the model: another driver is a name in `DRIVERS` and
    a branch of `switched`.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under its scenario.
    on : frozenset of str
        Of `DRIVERS`; with all of them it is the projection itself.

    Returns
    -------
    Expected
    """
    return central_projection(switched(model, on))


def switched(model: AnyModel, on: Coalition) -> AnyModel:
    """Give the model with only some drivers on.

    Without `population`, that of the base year stays and no new home brings a child. Without
    `joining`, the joining rate stays as it was (no path of growth, and so other moves between
    needs, which follow the path) and no lever acts on it. Without `leaving`, no lever acts on
    leaving and no plan ceases besides.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under its scenario.
    on : frozenset of str
        Of `DRIVERS`.

    Returns
    -------
    DemandModel or FlowModel
    """
    held = model
    if "population" not in on:
        today = np.broadcast_to(model.population[:1], model.population.shape)
        nobody = replace(held.levers, arriving=None)
        held = replace(held, population=today, levers=nobody)
    if "joining" not in on:
        usual = np.ones_like(model.levers.joining)
        held = replace(_without_growth(held), levers=replace(held.levers, joining=usual))
    if "leaving" not in on:
        levers = replace(
            held.levers,
            leaving=np.ones_like(model.levers.leaving),
            ceasing=np.zeros_like(model.levers.ceasing),
        )
        held = replace(held, levers=levers)
    return held


def _without_growth(model: AnyModel) -> AnyModel:
    """Let the joining rate stay as it was, as `estimate` does where no growth is given."""
    if isinstance(model, FlowModel):
        return without_growth(model)
    path = path_of_area(
        model.stocks,
        model.population,
        model.progression,
        model.needs,
        None,
        years=len(model.years),
    )
    leaves, goes = need_moves(model.needs, model.progression, path)
    return replace(model, path=path, need_leaves=leaves, need_goes=goes)


def coalitions(players: Sequence[str]) -> list[Coalition]:
    """List all sets of players, from none to all.

    Examples
    --------
    >>> [sorted(held) for held in coalitions(["one", "two"])]
    [[], ['one'], ['two'], ['one', 'two']]
    """
    return [
        frozenset(held) for size in range(len(players) + 1) for held in combinations(players, size)
    ]


def shapley(
    value: Callable[[Coalition], FloatArray], players: Sequence[str]
) -> dict[str, FloatArray]:
    r"""Give each player its mean effect over all orders in which the players can come in.

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S and i) - v(S)).

    The amounts add up to v(all) - v(none), and do not depend on the order of the players; one
    that changes nothing has nought.

    Parameters
    ----------
    value : callable
        v: gives an array for a set of players; always of the same axes.
    players : sequence of str
        Their names.

    Returns
    -------
    dict of str to FloatArray
        The amount of each player, with the axes of the values.

    References
    ----------
    Shapley, L. S. (1953), A value for n-person games, in: Contributions to the Theory of Games II,
    Annals of Mathematics Studies 28, pp. 307-317. For changes of a number over time it is the
    decomposition of Das Gupta, P. (1993), Standardization and Decomposition of Rates, US Bureau
    of the Census, P23-186; and of Shorrocks, A. F. (2013), Decomposition procedures for
    distributional analysis, Journal of Economic Inequality 11, pp. 99-126.

    Examples
    --------
    >>> area = lambda on: np.array((3 if "wide" in on else 2) * (5 if "long" in on else 4))
    >>> {name: float(part) for name, part in shapley(area, ["wide", "long"]).items()}
    {'wide': 4.5, 'long': 2.5}
    """
    count = len(players)
    amounts = {}
    for player in players:
        others = [other for other in players if other != player]
        effects = [
            factorial(len(held))
            * factorial(count - len(held) - 1)
            / factorial(count)
            * (value(held | {player}) - value(held))
            for held in coalitions(others)
        ]
        amounts[player] = np.asarray(sum(effects[1:], start=effects[0]), dtype=np.float64)
    return amounts
