"""The card of a projection: its headline figures in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.area.resting import rests_sentence
from sufficiency.demand.flow_model import FlowModel
from sufficiency.projection.axes import PLACED_LEVELS
from sufficiency.results import Card, Figure, say_notes
from sufficiency.tables import by_labels

if TYPE_CHECKING:
    from sufficiency.projection.projection import Projection

FEWEST_DRAWS = 50
"""Below this many draws fewer than five lie beyond either end of a range of 80 %."""

PLACED: Mapping[str, tuple[str, ...]] = {
    "level": PLACED_LEVELS,
    "setting": (*PLACED_LEVELS, "independent"),
}
"""The states that a card names, by what the states are."""


def card_of(projection: Projection) -> Card:
    """Say how many children have a plan, and how many need or are in a base or special place.

    Parameters
    ----------
    projection : Projection

    Returns
    -------
    Card
    """
    last, states = projection.years[-1], projection.states
    plans = by_labels(projection.to_frame(by=["year"]), "year")
    by_state = by_labels(projection.to_frame(by=["year", states]), "year", states)
    january = terms.january_of_year(last)
    figures = [
        _figure(f"Children with a plan, January {january}", plans[last], projection.basis),
        *(
            _figure(_state_words(states, state), by_state[last, state], projection.basis)
            for state in PLACED[states]
        ),
    ]
    counted = float(plans[projection.base]["children"])
    title = (
        f"Projection of {projection.area.name}, {terms.year_label(projection.years[0])} to "
        f"{terms.year_label(last)}: {counted:,.0f} plans in January "
        f"{terms.january_of_year(projection.base)} become {figures[0].shown}."
    )
    # Only levels can be allocated: settings are where children are, not what they need.
    following = "allocation = sf.allocate(projection); " if states == "level" else ""
    lines = (
        f"Scenario {projection.scenario.name}; {_draws_words(projection)}",
        *_cautions(projection),
        f"Joining and leaving: {_flows_in_words(projection)}.{_growth_words(projection)} "
        f"{basis_line(projection)}",
    )
    return Card(
        title,
        lines,
        tuple(figures),
        next_python=f"{say_notes(projection.notes, result='projection')}"
        f'Next: {following}projection.to_frame(by=["year", "need"]).',
        next_command="the command allocate places these children" if following else "",
    )


def _draws_words(projection: Projection) -> str:
    """Say how many draws there are, and what a range of so few is."""
    draws, seed = projection.draws, projection.seed
    said = f"{draws:,} draw{'' if draws == 1 else 's'}, seed {seed}"
    if draws >= FEWEST_DRAWS:
        return f"{said}; 80 % of the draws lie in each range."
    return f"{said}: too few for a range that can be told; 500 give steady ones."


def _cautions(projection: Projection) -> Iterator[str]:
    """Say on the card what a reader of its figures alone would miss."""
    if any(note.rule == "closure_of_levels" for note in projection.notes):
        yield (
            "What the scenario closes changes no figure here: what a child needs stays, whatever "
            "settings there are. By setting it does."
        )
    if projection.states == "setting":
        yield (
            "All plans by setting and by level are drawn apart and differ a little by chance: "
            "quote those by level, from which places are allocated."
        )


def _figure(label: str, row: Mapping[str, Any], basis: str) -> Figure:
    """Give a figure with its range."""
    children, low, high = (float(row[name]) for name in ("children", "low", "high"))
    return Figure(label, children, "children", basis, low, high)


def _state_words(states: str, state: str) -> str:
    """Name the children of a state."""
    if states == "level":
        return f"Who need: {terms.short_list('level').label(state).lower()}"
    return f"Who are in: {str(terms.settings().label(state)).lower()}"


def _flows_in_words(projection: Projection) -> str:
    """Say from what joining and leaving are estimated, and from how many years of it."""
    model = projection.model
    if isinstance(model, FlowModel):
        years = len(model.flows.years)
        return f"from transitions of {years} year{'s' if years > 1 else ''}"
    return f"net, from {len(model.stocks.years)} Januaries of plans"


def _growth_words(projection: Projection) -> str:
    """Say where growth is from: an area's own flows of a few years do not tell it."""
    model = projection.model
    if isinstance(model, FlowModel) and model.growth is None:
        return ""
    return " Growth: as England's and the area's was, but for what the scenario states."


def basis_line(projection: Projection) -> str:
    """Say what the weakest basis of a projection is, and where it ends earlier than usual."""
    basis = terms.short_list("basis").label(projection.basis).lower()
    rests = rests_sentence(projection.area.tables(), demand_only=True)
    return f"Weakest basis: {basis}.{f' {rests}' if rests else ''}{_shortened(projection)}"


def _shortened(projection: Projection) -> str:
    """Say that the horizon is shorter than usual: on a card nobody would miss a year."""
    told = [note.seen for note in projection.notes if note.rule == "projection_ends_early"]
    return "".join(f" {seen[0].upper()}{seen[1:]}" for seen in told)
