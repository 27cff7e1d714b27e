"""`synthetic_area`: a seed in, an area and its truth out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from sufficiency.area import Area, area_from_frames
from sufficiency.synthetic.course import Course, course_of
from sufficiency.synthetic.effects import effects_of
from sufficiency.synthetic.land import Land, land_of
from sufficiency.synthetic.life import YearOfLife, lives_of
from sufficiency.synthetic.nature import nature_of
from sufficiency.synthetic.options import Options, checked
from sufficiency.synthetic.recording import Break, breaks_of
from sufficiency.synthetic.tables import tables_of
from sufficiency.synthetic.truth import Truth


@dataclass(frozen=True, eq=False, repr=False)
class SyntheticArea:
    """A made-up area, with the truth that no real one ever shows.

    `synthetic_area` makes it.
    """

    options: Options
    truth: Truth
    _made: tuple[Land, Course, tuple[Break, ...], tuple[YearOfLife, ...]] = field(repr=False)

    @cached_property
    def area(self) -> Area:
        """What is known of the area: its history only, checked when it is first asked for."""
        return area_from_frames(tables_of(self.options, *self._made))

    @property
    def history(self) -> tuple[int, ...]:
        """Academic years whose Januaries the area knows."""
        return self.options.history

    @property
    def future(self) -> tuple[int, ...]:
        """Academic years whose Januaries only the truth knows."""
        return self.options.future

    def __repr__(self) -> str:
        """Say what it is and what to type next."""
        made = self.options
        return (
            f"Synthetic area, seed {made.seed}: about {made.plans:,} plans in {made.localities} "
            f"localities, assumptions {made.assumptions}; history {made.history[0]} to "
            f"{made.history[-1]}, future to {made.future[-1]}.\n"
            "Next: sf.project(synthetic.area, until=synthetic.future[-1]); what then came: "
            "synthetic.truth.plans."
        )


def synthetic_area(
    *,
    seed: int,
    localities: int = 12,
    plans: int = 4_000,
    history_years: int = 5,
    future_years: int = 5,
    last_year: int = 2024,
    assumptions: str = "held",
    breaks: int = 0,
    restated_share: float = 0.0,
    unknown_share: float = 0.0,
    transitions: bool = False,
) -> SyntheticArea:
    """Make up an area whose truth is known, so that a projection can be scored against it.

    Single children get a plan, grow up, change their need and setting, and leave, by rates that
    are drawn for each area; years differ by trends, walks and shocks whose sizes are drawn too.
    The area holds the history only. Nothing of this is taken from the demand model.

    Parameters
    ----------
    seed : int
        Same seed and options, same area, on any machine.
    localities : int
        4 to 40.
    plans : int
        400 to 20,000, and 40 a locality at the least: what is expected in the last January of the
        history; chance of the years before makes it more or fewer.
    history_years, future_years : int
        Januaries that the area knows (2 to 10), and that only the truth knows (1 to 10). A longer
        future changes nothing before it.
    last_year : int
        Academic year of the last January that the area knows.
    assumptions : {"held", "broken"}
        "broken" adds what demand models rarely suppose: shocks with heavy tails, needs that rise
        and fall together, a change of regime in a future year, plans that end sooner here than
        there, and an estate that fills with families nobody expected.
    breaks : int
        Years of the history, 0 to 3, from which children are counted in another way.
    restated_share : float
        Share of children, 0 to 0.3, whose need is recorded anew between two Januaries.
    unknown_share : float
        Share of children, 0 to 0.5, whose locality the area does not know; and likewise the need.
    transitions : bool
        Whether the area has the table transitions, with the whole flows of its history.

    Returns
    -------
    SyntheticArea
        `area` is an `Area` as any other, with the basis made on every row; `truth` holds the
        children of every January, history and future, their flows, and the rates behind them.

    Raises
    ------
    NotPossibleError
        If an option is out of its bounds, or two do not go together.

    Notes
    -----
    How the years differ: docs/how-to/score-a-projection.md.

    Examples
    --------
    >>> import sufficiency as sf
    >>> synthetic = sf.synthetic_area(seed=7, plans=1_000, localities=6)
    >>> synthetic.area.years("plans"), synthetic.future
    ((2020, 2021, 2022, 2023, 2024), (2025, 2026, 2027, 2028, 2029))
    >>> came = synthetic.truth.plans.groupby("year")["plans"].sum()
    >>> known = synthetic.area.plans.groupby("year")["plans"].sum()
    >>> bool((came[list(synthetic.history)] == known).all())
    True
    """
    options = checked(
        Options(
            seed=seed,
            localities=localities,
            plans=plans,
            history_years=history_years,
            future_years=future_years,
            last_year=last_year,
            assumptions=assumptions,
            breaks=breaks,
            restated_share=restated_share,
            unknown_share=unknown_share,
            transitions=transitions,
        )
    )
    land = land_of(options)
    effects = effects_of(options)
    course = course_of(options, land, nature_of(options, land), effects)
    planted = breaks_of(options)
    lives = lives_of(options, land, course, effects, planted)
    truth = Truth(options, land, course, effects, planted, lives)
    return SyntheticArea(options, truth, (land, course, planted, lives))
