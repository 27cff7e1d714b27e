"""Benchmarks: the figures of an authority beside those of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.benchmarking.comparing import compared_of, ranks_of
from sufficiency.benchmarking.plots import BenchmarkPlots
from sufficiency.errors import Finding, UnknownNameError, findings_frame
from sufficiency.results import Card, Figure, InputFile, Provenance, Result, say_notes, versions

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.terms import Indicator

ON_THE_CARD = ("mainstream", "base", "special", "independent")
"""Settings whose share the card tells."""

MOST_TOLD = 4


@dataclass(frozen=True, eq=False, repr=False)
class Benchmarks(Result):
    """An authority beside its region, England and its statistical neighbours.

    `benchmark` makes one.

    Parameters
    ----------
    authority : str
        Its name.
    weights : mapping of str to float
        Of the neighbours, by name.
    figures : pandas.DataFrame
        Columns year, indicator, item, level, area, count, base, value, unit.
    population_basis : str
        The weakest basis of the populations.
    notes : tuple of Finding
        What cannot be compared, and why.
    inputs : tuple of InputFile
    """

    authority: str
    weights: Mapping[str, float]
    figures: pd.DataFrame
    population_basis: str
    notes: tuple[Finding, ...] = ()
    inputs: tuple[InputFile, ...] = ()

    @cached_property
    def _compared(self) -> pd.DataFrame:
        return compared_of(self.figures)

    @cached_property
    def _ranks(self) -> pd.DataFrame:
        return ranks_of(self.figures)

    @property
    def year(self) -> int:
        """The newest academic year with plans of the authority."""
        own = self.figures[self.figures["level"] == "authority"]
        return int(own["year"].max())

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give figures, compared, ranks, indicators and notes, as copies.

        `compared` has the authority against neighbours together, region and England, with what
        chance alone allows; `ranks` its rank among the neighbours, and their median.
        """
        import pandas as pd

        told = [
            (one.code, one.label, one.unit, one.description, self.basis_of(one.code))
            for one in self._held()
        ]
        columns = ["indicator", "label", "unit", "description", "basis"]
        return {
            "figures": self.figures.copy(),
            "compared": self._compared.copy(),
            "ranks": self._ranks.copy(),
            "indicators": pd.DataFrame(told, columns=columns),
            "notes": findings_frame(self.notes),
        }

    def basis_of(self, indicator: str) -> str:
        """Give the weakest basis of an indicator: published, or that of the population."""
        if terms.indicators()[indicator].base != "population":
            return "published"
        return terms.weakest(["published", self.population_basis])

    def _held(self) -> list[Indicator]:
        held = set(self.figures["indicator"])
        return [one for code, one in terms.indicators().items() if code in held]

    def of(self, indicator: str, item: str = "", *, year: int | None = None) -> pd.DataFrame:
        """Give one figure of all areas, the highest first.

        Parameters
        ----------
        indicator : str
            Such as "setting_share".
        item : str
            The need, setting or age band; blank where the indicator has none.
        year : int, optional
            The newest that has it, if left out.

        Returns
        -------
        pandas.DataFrame
            Rows of the table figures.

        Raises
        ------
        UnknownNameError
            If there is no such indicator, item or year.
        """
        rows = self.figures
        for column, label in (("indicator", indicator), ("item", item)):
            held = tuple(sorted({*rows[column]}))
            if label not in held:
                meant = terms.meant_label(label, held) or f"It has {', '.join(map(repr, held))}."
                raise UnknownNameError.of("unknown_word", value=label, kind=column, meant=meant)
            rows = rows[rows[column] == label]
        wanted = int(rows["year"].max()) if year is None else year
        if wanted not in set(rows["year"]):
            held_years = ", ".join(map(str, sorted({*rows["year"]})))
            raise UnknownNameError.of(
                "unknown_word", value=wanted, kind="year", meant=f"It has {held_years}."
            )
        here = rows[rows["year"] == wanted]
        return here.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)

    def card(self) -> Card:
        """Say against whom, the placement mix, and what is beyond what chance alone allows."""
        year = self.year
        own = self.figures[(self.figures["level"] == "authority") & (self.figures["year"] == year)]
        mix = own[own["indicator"] == "setting_share"].set_index("item")["value"]
        title = f"{self.authority} beside {self._others()}, January {terms.january_of_year(year)}."
        figures = tuple(
            Figure(terms.settings().label(setting), float(mix[setting]), "% of plans", "published")
            for setting in ON_THE_CARD
            if setting in mix and mix[setting] == mix[setting]
        )
        notes = say_notes(self.notes, result="benchmarks").strip()
        return Card(
            title=title,
            lines=(self._mix_words(year), notes or "Nothing to note."),
            figures=figures,
            next_python='Next: benchmarks.plot.dots("setting_share", "special"); '
            'benchmarks.to_frame("compared").',
            next_command="the table compared has every figure with what chance alone allows",
        )

    def _others(self) -> str:
        """Say against whom the authority is held."""
        count, held = len(self.weights), set(self.figures["level"])
        told = [f"{count} neighbour{'' if count == 1 else 's'}"] if count else []
        regions = self.figures.loc[self.figures["level"] == "region", "area"].unique()
        told += [str(region) for region in regions]
        told += ["England"] if "England" in held else []
        return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told) or "nobody"

    def _mix_words(self, year: int) -> str:
        """Say which settings have more or fewer children than chance alone allows."""
        rows = self._compared
        here = rows[
            (rows["year"] == year)
            & (rows["indicator"] == "setting_share")
            & (rows["against"] == "England")
            & rows["beyond"].isin(["above", "below"])
        ]
        if here.empty:
            return "No placement differs from England by more than chance alone allows."
        largest = here.reindex(here["difference"].abs().sort_values(ascending=False).index)
        told = [
            f"{terms.settings().label(row['item']).lower()} {row['value']:.1f} % "
            f"(England {row['reference']:.1f} %)"
            for row in largest.head(MOST_TOLD).to_dict("records")
        ]
        return (
            f"Placements that differ from England by more than chance alone allows, the largest "
            f"first: {'; '.join(told)}. That says they differ, not that they are wrong."
        )

    @property
    def plot(self) -> BenchmarkPlots:
        """Figures: `benchmarks.plot.dots("setting_share", "special")`."""
        return BenchmarkPlots(self)

    def provenance(self) -> Provenance:
        """Tell which files were read, and the weights of the neighbours."""
        settings = {f"weight of {name}": f"{weight:g}" for name, weight in self.weights.items()}
        return Provenance(self.inputs, versions(), {"authority": self.authority, **settings})
