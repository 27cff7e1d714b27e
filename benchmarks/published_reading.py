"""How long published files take to be read: a register and a release as large as England's.

    python benchmarks/published_reading.py

Both are made up, in the headings of the published ones, and each is read by a fresh Python.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from timing import ROOT, Bar, bars_table, clocked, peak_of

SCHOOLS, AUTHORITIES = 50_000, 153
JANUARIES = range(2018, 2026)
MOST_SECONDS, MOST_MEGABYTES = 5.0, 500.0
PROGRAM = Path(__file__).resolve()
WHAT = ("register", "release")


def make(what: str, folder: Path) -> None:
    """Write the made-up file."""
    sys.path.insert(0, str(ROOT / "tests"))
    if what == "register":
        import register_files

        path = folder / "edubasealldata20260105.csv"
        register_files.write(path, register_files.whole_register(SCHOOLS))
        return
    import published_files

    rows = published_files.caseload(
        published_files.many(AUTHORITIES), years=tuple(JANUARIES), release=2026
    )
    published_files.write(folder / "caseload.csv", rows)


def read(what: str, folder: Path) -> None:
    """Read the file; print seconds."""
    import sufficiency as sf

    if what == "register":
        (path,) = folder.glob("edubase*.csv")
        seconds = clocked(lambda: sf.read_gias(path, authority="Authority 7"))
    else:
        seconds = clocked(lambda: sf.read_ehc_plans(folder, authority="Authority 7"))
    print(seconds)


def reading_page() -> str:
    """Measure each file by a fresh Python: once by the clock, and once its memory."""
    bars = []
    for what in WHAT:
        with tempfile.TemporaryDirectory() as folder:
            _program("make", what, folder)
            seconds = float(_program("read", what, folder))
            megabytes = peak_of(str(PROGRAM), "read", what, folder).largest
        bars.append(Bar(f"{what}, s", seconds, most=MOST_SECONDS))
        bars.append(Bar(f"{what}, MB", megabytes, most=MOST_MEGABYTES))
    about = (
        f"A made-up register of {SCHOOLS:,} schools and a made-up release of {AUTHORITIES}"
        f" authorities and {len(JANUARIES)} Januaries, each read for one authority by a fresh"
        " Python."
    )
    return f"{about}\n\n{bars_table(bars)}"


def _program(*words: str) -> str:
    return subprocess.run(
        [sys.executable, str(PROGRAM), *words],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(reading_page())
    else:
        {"make": make, "read": read}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
