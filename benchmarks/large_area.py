"""A large authority on a small laptop: seconds and memory of each command, at 152 localities.

python benchmarks/large_area.py

Four made-up areas of 38 localities each, side by side, are one authority of 152: a synthetic area
has 40 at the most. Its history is England's, once.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from timing import Bar, Peak, bars_table, clocked, peak_of

import sufficiency as sf

PARTS, LOCALITIES, PLANS = 4, 38, 5_000
YEARS = 10
APART = 30_000.0
"""Metres from one part to the next: further than children travel, nearer than half England."""

MOST_SECONDS, MOST_MEGABYTES = 180.0, 2048.0
"""Of a report: two cores that do nothing else, and a laptop of 8 GB with half of it free."""
MOST_ALLOCATE_MEGABYTES = 1024.0
BESIDE = ("about", "history")
"""Tables that are taken once, from the first part."""


def large_area(*, first_seed: int = 1) -> sf.Area:
    """Put made-up areas side by side: codes and groups get the number of their part."""
    parts = [
        sf.synthetic_area(
            seed=first_seed + part, localities=LOCALITIES, plans=PLANS, future_years=YEARS
        ).area.tables()
        for part in range(PARTS)
    ]
    together = {
        name: pd.concat([_of_part(held[name], part) for part, held in enumerate(parts)])
        for name in parts[0]
        if name not in BESIDE
    }
    return sf.area_from_frames({**{name: parts[0][name] for name in BESIDE}, **together})


def _of_part(table: pd.DataFrame, part: int) -> pd.DataFrame:
    """Give the codes of a part its number, and move its points to the east."""
    moved = table.copy()
    for column in ("locality", "site", "group", "name"):
        if column in moved:
            is_known = ~moved[column].isin(["", "unknown"])
            moved[column] = moved[column].where(~is_known, f"{part + 1}-" + moved[column])
    if "easting" in moved:
        moved["easting"] = moved["easting"] + part * APART
    return moved


def measured(*, workers: int = 2) -> dict[str, tuple[float, Peak]]:
    """Run each command once, in a program of its own: its seconds and its memory."""
    found: dict[str, tuple[float, Peak]] = {}
    with tempfile.TemporaryDirectory() as place:
        folder, page = Path(place) / "area", Path(place) / "report.html"
        large_area().save(folder)
        for verb, options in (("project", ()), ("allocate", ()), ("report", ("--to", str(page)))):
            words = ("-m", "sufficiency", verb, str(folder), "--workers", str(workers), *options)
            peaks: list[Peak] = []
            seconds = clocked(lambda words=words, peaks=peaks: peaks.append(peak_of(*words)))
            found[verb] = (seconds, peaks[0])
    return found


def large_page() -> str:
    """Lay seconds and memory of each command out, and hold them against what was asked."""
    found = measured()
    lines = [
        "| Command | Seconds | Largest program, MB | All programs together, MB |",
        "|---|--:|--:|--:|",
    ]
    for verb, (seconds, peak) in found.items():
        held = ("n/a" if one is None else f"{one:,.0f}" for one in (peak.largest, peak.together))
        lines.append(f"| {verb} | {seconds:.0f} | {' | '.join(held)} |")
    (_, allocated), (seconds, reported) = found["allocate"], found["report"]
    bars = [
        Bar("report, s", seconds, MOST_SECONDS),
        Bar("report, MB of the largest program", reported.largest, MOST_MEGABYTES),
        Bar("allocate, MB of the largest program", allocated.largest, MOST_ALLOCATE_MEGABYTES),
    ]
    about = (
        f"A made-up authority of {PARTS * LOCALITIES} localities with about {PARTS * PLANS:,} "
        "plans, by two workers: 500 draws projected, 100 allocated ten years on, the report with "
        "its backtest. Each command once, read from a folder of tables."
    )
    return "\n\n".join([about, "\n".join(lines), bars_table(bars)])


if __name__ == "__main__":
    print(large_page())
