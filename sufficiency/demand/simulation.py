"""Running the draws: the same seed gives the same numbers, on any number of workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
from joblib import delayed

from sufficiency.demand.central import AnyModel
from sufficiency.demand.chances import chances_of
from sufficiency.demand.children import Sources, carried_on
from sufficiency.demand.drawn import DrawnChildren, Part, drawn_of, part_of
from sufficiency.demand.draws import rates_of_draws
from sufficiency.demand.flow_draws import flow_rates_of_draws
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.populations import population_of_draw
from sufficiency.demand.rates import Rates
from sufficiency.demand.shocks import Generators, Purpose, YearEffects
from sufficiency.demand.starting import drawn_start
from sufficiency.errors import NotPossibleError, with_kind
from sufficiency.progress import progress_bar
from sufficiency.workers import done_by

CHILDREN_TOGETHER = 60_000
"""Draws with about so many children in the last January are carried together: arrays stay small
enough to be at hand, and few calls are made for each child. It does not change any number."""
LEAST_TOGETHER, MOST_TOGETHER = 4, 32
"""No fewer draws, and no more, are carried together."""
BLOCK = 48
"""Draws that a worker takes at a time, at most; it does not change any number."""


def simulate(
    model: AnyModel,
    *,
    draws: int,
    seed: int,
    effects: YearEffects | None = None,
    first: int = 0,
    workers: int = 1,
    block: int | None = None,
    progress: bool = False,
) -> DrawnChildren:
    """Draw possible futures of single children.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area.
    draws : int
        How many; 500 give steady ranges.
    seed : int
        Same seed, same numbers, for any number of workers and any size of block.
    effects : YearEffects, optional
        How much years differ; what the model says, where left out.
    first : int
        Number of the first draw: draw 7 is the same whichever come before it.
    workers : int
        Processes that share the work.
    block : int, optional
        Draws that a worker takes at a time; `draws_at_a_time` where left out.
    progress : bool
        Whether to show how far it is.

    Returns
    -------
    DrawnChildren

    Raises
    ------
    NotPossibleError
        If there are no draws or no workers.
    """
    check_draws(draws, workers)
    shocks = model.effects if effects is None else effects
    together = draws_together(float(model.stocks.last.sum()))
    step = draws_at_a_time(draws, workers, together=together) if block is None else block
    last = first + draws
    blocks = [range(begin, min(begin + step, last)) for begin in range(first, last, step)]
    needed = without_past(model)
    work = (delayed(_block)(needed, shocks, seed, numbers) for numbers in blocks)
    done = list[Part]()
    with progress_bar(len(blocks), "Projecting draws", shown=progress) as told:
        for made in done_by(workers, work):
            done += made
            told.update()
    return drawn_of(done, (*model.last.shape[:3], model.allowed.shape[-1]))


def without_past(model: AnyModel) -> AnyModel:
    """Leave out of a model what no draw needs, so that less is sent to workers.

    Parameters
    ----------
    model : DemandModel or FlowModel

    Returns
    -------
    DemandModel or FlowModel
        With the last January alone; every draw is the same.
    """
    return replace(model, stocks=model.stocks.without_past())


def draws_together(children: float) -> int:
    """Say how many draws are carried together.

    Parameters
    ----------
    children : float
        In the last January.

    Returns
    -------
    int

    Examples
    --------
    >>> draws_together(2_000), draws_together(5_000), draws_together(200_000)
    (30, 12, 4)
    """
    many = round(CHILDREN_TOGETHER / max(1.0, children))
    return min(MOST_TOGETHER, max(LEAST_TOGETHER, many))


def draws_at_a_time(draws: int, workers: int, *, together: int) -> int:
    """Say how many draws a worker takes at a time, so that hardly any has none to do.

    Parameters
    ----------
    draws, workers : int
        How many there are.
    together : int
        How many of the draws are carried together.

    Returns
    -------
    int
        A multiple of those that are carried together, `BLOCK` at most.

    Examples
    --------
    >>> [draws_at_a_time(draws, 2, together=8) for draws in (500, 60, 3)]
    [48, 32, 8]
    """
    groups = -(-draws // (workers * together))
    return together * min(BLOCK // together, groups)


def check_draws(draws: object, workers: object) -> None:
    """Refuse draws and workers that are no whole number from one.

    Raises
    ------
    NotPossibleError
        If there are none of either, or something else was given.
    """
    if not is_whole(draws, least=1):
        raise NotPossibleError.of("demand_no_draws", draws=with_kind(draws))
    if workers is not None and not is_whole(workers, least=1):
        raise NotPossibleError.of("demand_no_workers", workers=with_kind(workers))


def check_seed(seed: object) -> None:
    """Refuse a seed that is no whole number from nought.

    Raises
    ------
    NotPossibleError
        If it is none.
    """
    if not is_whole(seed, least=0):
        raise NotPossibleError.of("projection_seed", value=with_kind(seed))


def is_whole(number: object, *, least: int) -> bool:
    """Say whether something is a whole number and not below another; True and False are none."""
    whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
    return whole and int(number) >= least  # type: ignore[call-overload]


def _block(model: AnyModel, effects: YearEffects, seed: int, numbers: range) -> list[Part]:
    """Run some draws, a few together at a time."""
    # Limits say how many join by who is there: one draw after the other.
    alone = model.levers.limits is not None
    together = 1 if alone else draws_together(float(model.stocks.last.sum()))
    all_rates = _rates(model, effects, seed, numbers)
    parts = list[Part]()
    for first in range(0, len(numbers), together):
        draws = numbers[first : first + together]
        parts.append(_part(model, list(islice(all_rates, len(draws))), seed, draws))
    return parts


def _rates(
    model: AnyModel, effects: YearEffects, seed: int, numbers: range
) -> Iterator[tuple[Rates, FloatArray | None]]:
    """Draw the rates of each draw, and its level shares where the states are no settings."""
    together = draws_together(float(model.stocks.last.sum()))
    for first in range(0, len(numbers), together):
        draws = numbers[first : first + together]
        if isinstance(model, FlowModel):
            yield from flow_rates_of_draws(model, effects, seed=seed, draws=draws)
        else:
            yield from rates_of_draws(model, effects, seed=seed, draws=draws)


def _part(
    model: AnyModel,
    rates: Sequence[tuple[Rates, FloatArray | None]],
    seed: int,
    draws: Sequence[int],
) -> Part:
    """Give the children of some draws that are carried together."""

    def sources(purpose: Purpose) -> Generators:
        return Generators.of(seed, draws, purpose)

    children = sources(Purpose.CHILDREN)
    cells = [own for _, own in rates if own is not None]
    start, settings = drawn_start(model, cells or None, children)
    persons = [population_of_draw(model, seed, draw) for draw in draws]
    made = carried_on(
        start,
        chances_of([own for own, _ in rates], persons),
        Sources(
            children,
            sources(Purpose.SETTLING),
            sources(Purpose.JOINERS),
            sources(Purpose.CLOSING),
        ),
    )
    return part_of(made, settings)
