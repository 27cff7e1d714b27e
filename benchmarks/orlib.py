"""Sites with fixed costs: the capacitated warehouse location problems of the OR-Library.

    python benchmarks/orlib.py FOLDER

measures whichever of their files FOLDER holds (cap41.txt ... cap134.txt, capa.txt, capb.txt,
capc.txt), one after another, all with the same options. The files are not part of this project:
they are J. E. Beasley's, OR-Library: distributing test problems by electronic mail, Journal of the
Operational Research Society 41 (1990) 1069-1072, and An algorithm for solving large capacitated
warehouse location problems, European Journal of Operational Research 33 (1988) 314-325, where their
optima are published too. `orlib.csv` holds the optima, and a digest of each file that was seen
sound: damaged copies are about, in which numbers lost or gained digits.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from timing import Bar, bars_table

from sufficiency.places.choosing import SitesChosen, Status, choose_sites

OPTIMA = Path(__file__).with_name("orlib.csv")
ANY_CAPACITY = "capacity"
"""The word that stands for the places of every site where one file is several problems."""

SMALL_SECONDS, LARGE_SECONDS = 5.0, 90.0
LARGE_CELLS = 1_000
"""What was asked: how soon each is proven."""


@dataclass(frozen=True)
class Instance:
    """A published problem.

    Parameters
    ----------
    name : str
    file : str
        Name of its file, without its ending.
    capacity : float or None
        Places of every site; None where the file says.
    optimum : float
        As published.
    digest : str
        Of the numbers of a sound file; blank where none was seen.
    """

    name: str
    file: str
    capacity: float | None
    optimum: float
    digest: str


@dataclass(frozen=True)
class Problem:
    """The arrays of a problem.

    Parameters
    ----------
    demand : numpy.ndarray
        Axis (customer).
    places, fixed_cost : numpy.ndarray
        Axis (site).
    cost : numpy.ndarray
        Axes (customer, site): of one unit.
    """

    demand: np.ndarray
    places: np.ndarray
    fixed_cost: np.ndarray
    cost: np.ndarray


def instances() -> list[Instance]:
    """List all published problems, in the order of the table."""
    with OPTIMA.open(encoding="utf-8", newline="") as lines:
        return [
            Instance(
                row["instance"],
                row["file"],
                float(row["capacity"]) if row["capacity"] else None,
                float(row["optimum"]),
                row["sha256_of_numbers"],
            )
            for row in csv.DictReader(lines)
        ]


def digest_of(text: str) -> str:
    """Digest the numbers of a file, however they are spaced, and however its lines end."""
    words = " ".join(word if word == ANY_CAPACITY else repr(float(word)) for word in text.split())
    return hashlib.sha256(words.encode()).hexdigest()


def problem_of(text: str, instance: Instance) -> Problem:
    """Read a file of the OR-Library, and refuse a damaged one.

    It holds the numbers of sites m and customers n; the capacity and fixed cost of each site; and
    for each customer the demand, and what it costs to serve *all of it* from each site.

    Raises
    ------
    SystemExit
        Where it is not such a file, or its numbers are not those of the sound one.
    """
    try:
        digest = digest_of(text)
    except ValueError as error:
        raise SystemExit(f"{instance.file}: not a file of numbers ({error}).") from error
    if instance.digest and digest != instance.digest:
        raise SystemExit(
            f"{instance.file}: this copy is damaged, for its numbers are not those of the sound"
            f" one (sha256 {digest[:12]}..., sound {instance.digest[:12]}...). Its optimum would"
            " mean nothing: take the file from the OR-Library."
        )
    words = text.split()
    sites, customers = (int(word) for word in words[:2])
    expected = 2 + 2 * sites + customers * (1 + sites)
    if len(words) != expected:
        raise SystemExit(
            f"{instance.file}: {len(words):,} numbers, where {sites} sites and {customers}"
            f" customers need {expected:,}."
        )
    heads = words[2 : 2 + 2 * sites]
    if ANY_CAPACITY in heads and instance.capacity is None:
        raise SystemExit(f"{instance.file}: holds several problems; say which capacity.")
    places = [instance.capacity if word == ANY_CAPACITY else float(word) for word in heads[::2]]
    rows = np.array(words[2 + 2 * sites :], dtype=float).reshape(customers, 1 + sites)
    return Problem(
        demand=rows[:, 0],
        places=np.array(places, dtype=float),
        fixed_cost=np.array(heads[1::2], dtype=float),
        cost=rows[:, 1:] / rows[:, :1],
    )


def found_in(folder: Path) -> Iterator[tuple[Instance, Problem]]:
    """Read whichever problems a folder holds, in the order of the table."""
    for instance in instances():
        path = folder / f"{instance.file}.txt"
        if path.exists():
            yield instance, problem_of(path.read_text(encoding="utf-8"), instance)


@dataclass(frozen=True)
class Solved:
    """A problem, and what was found.

    Parameters
    ----------
    instance : Instance
    chosen : SitesChosen
    processor : float
        Of this process [seconds].
    customers : int
    """

    instance: Instance
    chosen: SitesChosen
    processor: float
    customers: int

    @property
    def difference(self) -> float:
        """How far above the published optimum it is, as a share of that."""
        return self.chosen.cost / self.instance.optimum - 1

    @property
    def row(self) -> str:
        """Its line in the table."""
        chosen = self.chosen
        seen = "yes" if self.instance.digest else "not seen before"
        return (
            f"| {self.instance.name} | {self.instance.optimum:,.3f} | {chosen.cost:,.3f}"
            f" | {self.difference:.1e} | {chosen.bound:,.3f} | {chosen.gap:.1e} | {chosen.status}"
            f" | {chosen.way} | {chosen.steps} | {chosen.seconds:.2f} | {self.processor:.2f}"
            f" | {seen} |"
        )


def solved(instance: Instance, problem: Problem) -> Solved:
    """Choose the sites of one problem, with the options that everybody has."""
    before = time.process_time()
    chosen = choose_sites(problem.demand, problem.places, problem.fixed_cost, problem.cost)
    taken = time.process_time() - before
    return Solved(instance, chosen, taken, len(problem.demand))


def _bars(found: list[Solved]) -> list[Bar]:
    """Hold what was found against what was asked."""
    bars = []
    for name, is_large, most in (
        ("up to 50 sites and customers", False, SMALL_SECONDS),
        ("100 sites, 1,000 customers", True, LARGE_SECONDS),
    ):
        these = [one for one in found if (one.customers >= LARGE_CELLS) is is_large]
        if these:
            proven = sum(one.chosen.status is Status.PROVEN for one in these)
            off = max(abs(one.difference) for one in these)
            slowest = max(one.chosen.seconds for one in these)
            bars += [
                Bar(f"{name}: proven, of {len(these)}", proven, least=len(these)),
                Bar(f"{name}: farthest from the optimum, per thousand", 1000 * off, most=0.5),
                Bar(f"{name}: slowest, s", slowest, most=most),
            ]
    return bars


def orlib_page(folder: Path) -> str:
    """Measure whatever a folder holds, and lay it out."""
    found = [solved(instance, problem) for instance, problem in found_in(folder)]
    if not found:
        return "Not measured: the folder holds no file of the OR-Library."
    names = {instance.file for instance in instances()}
    here = {one.instance.file for one in found}
    missing = sorted(names - here, key=lambda name: (len(name), name))
    about = (
        "The capacitated warehouse location problems of the OR-Library (J. E. Beasley 1990), each"
        " by `choose_sites` with the same options, once and one after another. The number behind"
        " `capa`, `capb` or `capc` is the capacity of every site. The gap is (ours - bound) / ours."
        f" Not measured, since the files were not at hand: {', '.join(missing) or 'none'}."
    )
    head = (
        "| Instance | Published | Ours | Relative difference | Bound | Gap | Status | Way | Steps"
        " | Wall, s | Processor, s | Digest as seen sound |"
    )
    lines = [head, "|---|" + "--:|" * 5 + "---|---|" + "--:|" * 3 + "---|"]
    rows = "\n".join([*lines, *(one.row for one in found)])
    return f"{about}\n\n{rows}\n\n{bars_table(_bars(found))}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    print(orlib_page(Path(sys.argv[1])))
