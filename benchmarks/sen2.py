"""Make SEN2 returns of four Januaries, and measure how they are read: `python benchmarks/sen2.py`.

A number behind it is that of the persons (24,000 unless said). Each form, the modules that COLLECT
exports and XML, is read by a fresh Python; its tables are held against what the maker of the
returns knows, cell by cell. Bars: 20 seconds and 1 gigabyte.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PERSONS = 24_000
MOST_SECONDS, MOST_MEGABYTES = 20.0, 1000.0
KILOBYTES = 1024
CELLS = {
    "plans": ["year", "locality", "need", "ncy", "setting"],
    "placements": ["year", "locality", "need", "ncy", "site"],
    "transitions": [
        *("year", "locality", "need_from", "ncy_from", "setting_from"),
        *("need_to", "ncy_to", "setting_to"),
    ],
}


def read_once(folder: Path, kept: Path) -> None:
    """Read the returns of a folder, print seconds and peak megabytes, and keep the tables."""
    import pandas as pd
    import sen2_returns as made

    import sufficiency as sf

    localities = pd.DataFrame(made.POSTCODES.items(), columns=["postcode", "locality"])
    schools = pd.DataFrame(made.establishments(), columns=["urn", "setting", "ukprn", "base_kind"])
    begun = time.perf_counter()
    reading = sf.read_sen2(folder, locality_of=localities, establishments=schools)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES
    pd.to_pickle({name: reading.tables()[name] for name in CELLS}, kept)
    print(seconds, peak)


def apart(kept: Path, world: object) -> int:
    """Count the cells in which the tables are not what the maker knows."""
    import pandas as pd
    import sen2_truth as truth

    known = {
        "plans": truth.expected_plans(world),
        "placements": truth.expected_placements(world),
        "transitions": truth.expected_flows(world)[0],
    }
    wrong = 0
    for name, frame in pd.read_pickle(kept).items():  # noqa: S301 (written above)
        rows = frame[[*CELLS[name], "plans"]].astype(object).to_numpy().tolist()
        read = Counter(
            {tuple(None if cell is pd.NA else cell for cell in row[:-1]): row[-1] for row in rows}
        )
        wrong += sum((read - known[name]).values()) + sum((known[name] - read).values())
    return wrong


def measure(persons: int) -> None:
    """Make, read and compare both forms, and print a line for each."""
    import sen2_files as files
    import sen2_returns as made

    world = made.made_world(persons)
    print(f"{persons:,} persons, {len(made.YEARS)} Januaries")
    for form in ("csv", "xml"):
        with tempfile.TemporaryDirectory() as name:
            folder = files.write_returns(world, Path(name) / form, form=form)
            size = sum(file.stat().st_size for file in folder.rglob("*.*")) / 1e6
            kept = Path(name) / "tables.pickle"
            told = subprocess.run(
                [sys.executable, __file__, "--read", str(folder), str(kept)],
                check=True,
                capture_output=True,
                text=True,
            )
            seconds, peak = map(float, told.stdout.split())
            wrong = apart(kept, world)
        bars = seconds <= MOST_SECONDS and peak <= MOST_MEGABYTES and not wrong
        print(
            f"{form}: {size:,.0f} MB read in {seconds:.1f} s, peak {peak:,.0f} MB;"
            f" {wrong} children in a wrong cell: bars {'kept' if bars else 'MISSED'}"
        )


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    if sys.argv[1:2] == ["--read"]:
        read_once(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS)
