"""The card that a notebook shows for a scenario."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.scenario.frames import say_rows

if TYPE_CHECKING:
    from sufficiency.scenario.scenario import Scenario


def card(scenario: Scenario) -> str:
    """Write the card: what is stated, how much is left at its default, and what to type next."""
    stated = [held for held in scenario.assumptions if not held.is_default]
    lines = []
    for held in stated:
        whys = dict.fromkeys(entry.why for entry in held.entries if entry.why)
        bases = [terms.short_list("basis").label(basis).lower() for basis in held.stated_bases]
        said = str(held).removeprefix(f"{held.name}: ")
        lines.append(
            f"<tr><th scope='row' style='text-align:left'>{escape(held.term.label)}</th>"
            f"<td>{escape(said)}</td><td>{escape(', '.join(bases))}</td>"
            f"<td>{escape(' '.join(whys))}</td></tr>"
        )
    rows = say_rows(scenario.content)
    table = (
        "<table><thead><tr><th>Assumption</th><th>Value</th><th>Basis</th><th>Why</th></tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
        if lines
        else ""
    )
    rest = len(scenario.assumptions) - len(stated)
    return (
        f"<article><h3>{escape(scenario.title)}</h3><p>{escape(scenario.description)}</p>{table}"
        f"<p>Left at their defaults: {rest} assumptions. Besides: {escape(rows)}.</p>"
        "<p>Next: <code>scenario.to_frame(&quot;assumptions&quot;)</code> lists every default, "
        "<code>scenario.resolved</code> the file of each value.</p></article>"
    )
