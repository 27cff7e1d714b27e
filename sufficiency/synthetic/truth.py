"""The truth of a synthetic area: what came, and the rates that it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sufficiency.synthetic.chance import FloatArray
from sufficiency.synthetic.counting import (
    account_frame,
    flow_frame,
    labelled,
    locality_codes,
    stock_frame,
)
from sufficiency.synthetic.course import Course
from sufficiency.synthetic.effects import Effects
from sufficiency.synthetic.land import Land
from sufficiency.synthetic.life import YearOfLife
from sufficiency.synthetic.options import Options
from sufficiency.synthetic.patterns import NCYS, NEEDS
from sufficiency.synthetic.recording import Break


@dataclass(frozen=True, eq=False, repr=False)
class Truth:
    """What came in a synthetic area, in history and future, and why.

    Every frame is made anew when it is asked for, so that nothing done to one changes another.
    """

    _options: Options = field(repr=False)
    _land: Land = field(repr=False)
    _course: Course = field(repr=False)
    _effects: Effects = field(repr=False)
    _breaks: tuple[Break, ...] = field(repr=False)
    _lives: tuple[YearOfLife, ...] = field(repr=False)

    @property
    def history(self) -> tuple[int, ...]:
        """Academic years whose Januaries the area knows."""
        return self._options.history

    @property
    def future(self) -> tuple[int, ...]:
        """Academic years whose Januaries only the truth knows."""
        return self._options.future

    @property
    def localities(self) -> tuple[str, ...]:
        """Codes of the localities."""
        return locality_codes(self._options.localities)

    @property
    def plans(self) -> pd.DataFrame:
        """Children of every January, history and future.

        Returns
        -------
        pandas.DataFrame
            Columns year, locality, need, ncy, setting, plans [children]: as they were counted,
            with nobody unknown. A cell without anybody has no row.
        """
        januaries = [self._lives[0].opening, *(life.closing for life in self._lives)]
        frames = [
            stock_frame(year, pupils, self.localities)
            for year, pupils in zip(self._options.years, januaries, strict=True)
        ]
        return pd.concat(frames, ignore_index=True)

    @property
    def flows(self) -> pd.DataFrame:
        """Every child's way from one January to the next.

        Returns
        -------
        pandas.DataFrame
            Columns of the table transitions: year (the later January), locality, need_from,
            ncy_from, setting_from, need_to, ncy_to, setting_to, plans [children].
        """
        frames = [flow_frame(life, self.localities) for life in self._lives]
        return pd.concat(frames, ignore_index=True)

    @property
    def account(self) -> pd.DataFrame:
        """The yearly account by need: it closes in every row.

        Returns
        -------
        pandas.DataFrame
            Columns year, need, opening, restated, joiners, leavers, moved_in, moved_out, closing
            [children].
        """
        return pd.concat([account_frame(life) for life in self._lives], ignore_index=True)

    @property
    def rates(self) -> pd.DataFrame:
        """True rates before any trend or year effect.

        Returns
        -------
        pandas.DataFrame
            Columns need, ncy, joining (new plans a head of residents and year, at the NC year
            joined, at the level of the last January of the history), leaving (share whose plan
            ends within a year, at the NC year left), first_january (children expected there).
        """
        index = pd.MultiIndex.from_product([NEEDS, NCYS], names=["need", "ncy"])
        nature = self._course.nature
        return index.to_frame(index=False).assign(
            joining=nature.joining.reshape(-1),
            leaving=nature.leaving.reshape(-1),
            first_january=self._course.start.sum(axis=-1).reshape(-1),
        )

    @property
    def need_changes(self) -> pd.DataFrame:
        """Shares whose primary need changes on reaching an NC year.

        Returns
        -------
        pandas.DataFrame
            Columns ncy, need_from, need_to, share; pairs that never occur have no row.
        """
        changes = self._course.nature.changes * (1 - np.eye(len(NEEDS)))
        ncy, origin, target = np.nonzero(changes)
        return pd.DataFrame(
            {
                "ncy": labelled(NCYS, ncy),
                "need_from": labelled(NEEDS, origin),
                "need_to": labelled(NEEDS, target),
                "share": changes[ncy, origin, target],
            }
        )

    @property
    def locality_factors(self) -> pd.DataFrame:
        """How much likelier children join in a locality, and how much sooner plans end there.

        Returns
        -------
        pandas.DataFrame
            Columns locality, need, joining (1 over all residents), leaving (of the force).
        """
        index = pd.MultiIndex.from_product([self.localities, NEEDS], names=["locality", "need"])
        nature = self._course.nature
        return index.to_frame(index=False).assign(
            joining=nature.locality.reshape(-1),
            leaving=np.repeat(nature.locality_leaves, len(NEEDS)),
        )

    @property
    def effects(self) -> pd.DataFrame:
        """True effects of each year, as logs: what multiplies the rates besides the trend.

        Returns
        -------
        pandas.DataFrame
            Columns year (of the later January), flow (joining, leaving), over (area, walk, need,
            ncy), member, effect. Rates are multiplied by exp(effect), whose mean is 1; the effects
            of a walk add up from year to year. The change of a regime stands in `breaks`.
        """
        frames = []
        for name, rows in self._effects.parts.items():
            flow, over = name.split("_")
            members = {"need": [*NEEDS], "ncy": [str(ncy) for ncy in NCYS]}.get(over, ["all"])
            index = pd.MultiIndex.from_product(
                [self._options.years[1:], [flow], [over], members],
                names=["year", "flow", "over", "member"],
            )
            frames.append(index.to_frame(index=False).assign(effect=rows.reshape(-1)))
        return pd.concat(frames, ignore_index=True)

    @property
    def trend(self) -> pd.DataFrame:
        """Log level of joining in each year: the nation's, and the area's own with its walk.

        Returns
        -------
        pandas.DataFrame
            Columns year, nation, area. The slopes count from the last January of the history, and
            fade after it: `nation_damping` and `own_damping` of `spreads` are left each year.
        """
        nation = self._effects.nation[-len(self._options.years) + 1 :]
        years = list(self._options.years[1:])
        return pd.DataFrame({"year": years, "nation": nation, "area": self._effects.trend})

    @property
    def spreads(self) -> dict[str, float]:
        """Standard deviations of the year effects, yearly slopes, damping, and prevalence.

        Prevalence is that of the area against the nation's, in the last January of the history.
        """
        return dict(self._effects.spreads)

    @property
    def breaks(self) -> pd.DataFrame:
        """Whatever was planted: breaks in the counting, a change of regime, an estate.

        Returns
        -------
        pandas.DataFrame
            Columns year (of the first January that is touched), what, value, need_from, need_to,
            locality. A value is a share, or what joining or leaving is multiplied by; for an
            estate, residents of the locality in the last year against those of the table
            population.
        """
        rows: list[tuple[int, str, float, str, str, str]] = [
            (one.year, one.kind, one.share, one.need_from, one.need_to, "") for one in self._breaks
        ]
        regime = self._effects.regime
        if regime is not None:
            year = int(regime["year"])
            rows += [(year, name, regime[name], "", "", "") for name in regime if name != "year"]
        if self._land.estate is not None:
            place, year = self._land.estate
            grown = _last(self._land.persons, place) / _last(self._land.told, place)
            rows.append((year, "estate", grown, "", "", self.localities[place]))
        columns = ["year", "what", "value", "need_from", "need_to", "locality"]
        # What would begin after the last year of the future has not come.
        came = [row for row in rows if row[0] <= self._options.years[-1]]
        return pd.DataFrame(came, columns=columns)

    @property
    def population(self) -> pd.DataFrame:
        """Residents as they came, with an estate that the area's own table does not expect.

        Returns
        -------
        pandas.DataFrame
            Columns year, locality, ncy, persons.
        """
        return population_frame(self._options, self._land.persons)

    @property
    def nation(self) -> pd.DataFrame:
        """The nation's plans and children, in history and future.

        Returns
        -------
        pandas.DataFrame
            Columns year, plans, children.
        """
        course = self._course
        return pd.DataFrame(
            {
                "year": list(course.nation_years),
                "plans": course.nation_plans,
                "children": course.nation_children,
            }
        )

    def __repr__(self) -> str:
        """Say what there is to ask for."""
        frames = "plans, flows, account, rates, need_changes, locality_factors, effects, trend"
        return f"Truth(.{frames.replace(', ', ', .')}, .breaks, .population, .nation, .spreads)"


def population_frame(options: Options, persons: FloatArray) -> pd.DataFrame:
    """Lay residents out: columns year, locality, ncy, persons."""
    index = pd.MultiIndex.from_product(
        [options.years, locality_codes(options.localities), NCYS],
        names=["year", "locality", "ncy"],
    )
    return index.to_frame(index=False).assign(persons=persons.reshape(-1))


def _last(persons: FloatArray, locality: int) -> float:
    return float(persons[-1, locality].sum())
