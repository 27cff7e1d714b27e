"""The figures of an appraisal: cash flow, tornado, and whose pounds they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures, terms
from sufficiency.capital.appraisal_frames import unit_of
from sufficiency.errors import UnknownNameError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.capital.appraisal import Appraisal

MILLION = 1e6
MOST_YEARS = 14
"""So many years are drawn one by one; those after them together."""


class AppraisalPlots:
    """The figures of an appraisal, in millions of pounds.

    Each gives Axes back, and takes `ax`, where to draw: a new figure if left out.

    Parameters
    ----------
    appraisal : Appraisal
    """

    def __init__(self, appraisal: Appraisal) -> None:
        self._appraisal = appraisal

    def cash_flow(self, *, ax: Axes | None = None) -> Axes:
        """Draw what each financial year adds or takes, and what has come together by its end.

        The ends of the bars are the cumulative line. Later years are put together.
        """
        return self._by_year(
            self._appraisal.cash_flow(),
            title="Saved less spent, by financial year, not discounted",
            ax=ax,
        )

    def payer(self, payer: str = "high_needs", *, ax: Axes | None = None) -> Axes:
        """Draw what one payer saves less what it spends, by financial year.

        Parameters
        ----------
        payer : str
            Its code: high_needs, general_fund, capital_grant or school.
        ax : Axes, optional
            Where to draw; a new figure if left out.

        Returns
        -------
        Axes

        Raises
        ------
        UnknownNameError
            If the appraisal has no pounds of this payer.
        """
        made = self._appraisal
        if payer not in made.payers:
            known = ", ".join(made.payers)
            raise UnknownNameError.of("appraise_payer", value=str(payer), known=known)
        frame = made.by_payer()
        own = frame[frame["payer"] == payer]
        label = terms.short_list("payer").label(payer)
        title = f"{label}: saved less spent, by financial year, not discounted"
        return self._by_year(own, title=title, ax=ax)

    def payers(self, *, ax: Axes | None = None) -> Axes:
        """Draw whose the net present value is, payer by payer."""
        worth = self._appraisal.by_payer_worth()
        payers = terms.short_list("payer")
        rows = [
            (payers.label(payer), float(pounds.mean()) / MILLION, False)
            for payer, pounds in worth.items()
        ]
        rows.append(("In all", sum(net for _, net, _ in rows), True))
        return self._waterfall(rows, title="Net present value by payer", ax=ax)

    def tornado(self, *, ax: Axes | None = None) -> Axes:
        """Draw how far the net present value swings with each supposition, the widest on top."""
        frame = self._appraisal.tornado()
        names = [
            f"{row.label}: {row.low:g} to {row.high:g} {row.unit_varied}"
            for row in frame.itertuples()
        ]
        return figures.tornado_bars(
            frame.assign(
                name=names,
                at_low=frame["at_low"] / MILLION,
                at_high=frame["at_high"] / MILLION,
            ),
            y="name",
            low="at_low",
            high="at_high",
            central=float(frame["net_present_value"].iloc[0]) / MILLION,
            title="Net present value, one supposition varied at a time",
            axis_label=self._axis_label,
            note=self._note,
            digits=1,
            basis="basis",
            ax=ax,
        )

    def _by_year(self, frame: pd.DataFrame, *, title: str, ax: Axes | None) -> Axes:
        rows = [
            (terms.year_label(int(year)), net / MILLION, False)
            for year, net in zip(frame["year"], frame["net"], strict=True)
        ]
        if len(rows) > MOST_YEARS:
            after = sum(net for _, net, _ in rows[MOST_YEARS:])
            rows = [*rows[:MOST_YEARS], (f"{len(rows) - MOST_YEARS} years more", after, False)]
        rows.append(("In all", sum(net for _, net, _ in rows), True))
        return self._waterfall(rows, title=title, ax=ax)

    @property
    def _axis_label(self) -> str:
        return f"Million {unit_of(self._appraisal, yearly=False)}"

    @property
    def _note(self) -> str:
        made = self._appraisal
        return f"Means of {made.without.draws} draws. {made.counterfactual}"

    def _waterfall(
        self, rows: list[tuple[str, float, bool]], *, title: str, ax: Axes | None
    ) -> Axes:
        frame = pd.DataFrame(rows, columns=["name", "pounds", "total"])
        return figures.waterfall_bars(
            frame.assign(basis=self._appraisal.basis),
            x="name",
            y="pounds",
            total="total",
            title=title,
            axis_label=self._axis_label,
            note=self._note,
            from_nought=True,
            digits=1,
            basis="basis",
            ax=ax,
        )
