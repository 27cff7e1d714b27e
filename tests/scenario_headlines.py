"""The headline figures of each shipped scenario, beside it as NAME.expected.csv.

Run as a script, it writes them anew: do so after a change of method, and look at what changed.
Only expected numbers are held: they need no chance, so they are the same on every machine.
"""

from pathlib import Path

import pandas as pd

import sufficiency as sf

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
FILES = sorted(SCENARIOS.glob("*.toml"))
UNTIL = 2029


def headlines(file):
    """Headline figures of a scenario laid over the example: year, measure, expected number."""
    scenario = sf.load_scenario(file)
    projection = sf.project(sf.load_example(), scenario, until=UNTIL, draws=1)
    summary = sf.allocate(projection, draws=1, workers=1).summary()
    return summary[["year", "measure", "unit", "expected"]].round({"expected": 3})


def expected_of(file):
    """Where the expected figures of a scenario stand."""
    return file.with_suffix(".expected.csv")


if __name__ == "__main__":
    for path in FILES:
        made: pd.DataFrame = headlines(path)
        made.to_csv(expected_of(path), index=False, lineterminator="\n")
        print(f"written: {expected_of(path).name}")
