"""How cards and findings look in a console, and to a program."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.area import area_of
from sufficiency.cli.notes import told_notes
from sufficiency.results import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sufficiency.area import Checked
    from sufficiency.errors import Finding
    from sufficiency.results import Card

WIDEST = 100
SHOWN = 50
WORKBOOKS = (".xlsx", ".xlsm")
"""What Excel opens, and `--mark` can mark."""

NOT_PROJECTED = frozenset({"plans_one_january", "plans_only_margins", "plans_years_gap"})
"""Notes of an area that every command which projects would refuse."""


def command() -> str:
    """Give the words by which this very program can be started again from this folder."""
    python = Path(sys.executable)
    on_path = shutil.which("sufficiency")
    if on_path is not None and Path(on_path).parent == python.parent:
        return "sufficiency"
    # Relative where that is shorter: nobody wants to type the whole path of an environment.
    inside = python.is_relative_to(Path.cwd())
    return f"{python.relative_to(Path.cwd()) if inside else python} -m sufficiency"


def wrapped(text: str, *, indent: int = 0, first: int = 0) -> str:
    """Break a paragraph into lines that fit the console."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    return textwrap.fill(
        text,
        width=max(width, 40),
        initial_indent=" " * first,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def card_as_text(card: Card) -> str:
    """Write a card for the console: its lines, then its figures with their basis."""
    lines = [wrapped(line, indent=2) for line in (card.title, *card.lines)]
    if card.figures:
        lines.append("")
    widest = max((len(figure.shown) for figure in card.figures), default=0)
    words = terms.short_list("basis")
    lines += [
        f"  {figure.shown:>{widest}}  {figure.label} "
        f"({figure.unit}; {words.label(figure.basis).lower()})"
        for figure in card.figures
    ]
    return "\n".join(lines)


def card_as_json(card: Card, *, written: Path | None = None) -> str:
    """Write a card for a program, with the notes that were told on the error stream.

    Parameters
    ----------
    card : Card
    written : Path, optional
        The page, workbook or folder that was written.
    """
    return json.dumps(
        {
            "title": card.title,
            "lines": list(card.lines),
            "figures": [asdict(figure) for figure in card.figures],
            "notes": notes_as_records(),
            "written": None if written is None else str(written),
        },
        indent=2,
    )


def _count(findings: list[Finding], one: str, many: str) -> str:
    return f"{len(findings)} {one if len(findings) == 1 else many}"


def _told(title: str, listed: Sequence[Finding], *, whole: int, path: Path) -> Iterator[str]:
    """Write some findings, and where all of them are, if these are not."""
    for number, found in enumerate(listed[:SHOWN], 1):
        yield f"{title} {number}. {found.place}"
        yield wrapped(f"{found.seen} {found.why}", indent=4, first=4)
        yield wrapped(found.on_command_line.remedy, indent=4, first=4)
        yield ""
    if len(listed) == whole and whole <= SHOWN:
        return
    left = f"... and {whole - SHOWN} more; all of them" if len(listed) == whole else "All of them"
    if path.suffix.casefold() in WORKBOOKS:
        yield f"{left}, marked in a copy for Excel, or for a program:"
        yield f'    {command()} check "{path}" --mark "{path.stem}-marked{path.suffix}"'
    else:
        yield f"{left}, for a program:"
    yield f'    {command()} check "{path}" --json'
    yield ""


def findings_as_text(checked: Checked, *, path: Path) -> str:
    """Write findings for the console: faults first, then notes, each with its remedy.

    Every fault is to be mended and stands by itself; notes of one kind are gathered.
    """
    faults = [found for found in checked.findings if found.severity == "error"]
    notes = [found for found in checked.findings if found.severity == "note"]
    lines = [
        *_told("Fault", faults, whole=len(faults), path=path),
        *_told("Note", gathered(notes), whole=len(notes), path=path),
    ]
    told = f"{_count(faults, 'fault', 'faults')}, {_count(notes, 'note', 'notes')}"
    if faults:
        lines.append(
            f"{path.name}: {told}. Nothing was changed. Mend the faults and run the same "
            "command again."
        )
    else:
        if checked.tables:
            lines += [card_as_text(area_of(checked).card()), ""]
        lines.append(f"{path.name}: {told}. {_use(notes)}")
    return "\n".join(lines)


def _use(notes: Sequence[Finding]) -> str:
    """Say what can be done with what has no fault."""
    if any(note.rule in NOT_PROJECTED for note in notes):
        return "It can be read, and not be projected yet: a note above says why, and what to add."
    return "It can be used."


def as_record(found: Finding) -> dict[str, object]:
    """Give the columns of a table of findings, with the remedy of the command line."""
    record = asdict(found.on_command_line)
    del record["remedy_command"]
    return record


def notes_as_records() -> list[dict[str, object]]:
    """Give the notes that this command told on the error stream, for a program."""
    return [as_record(note) for note in told_notes()]


def findings_as_json(checked: Checked, *, path: Path) -> str:
    """Write findings for a program."""
    findings = [as_record(found) for found in checked.findings]
    return json.dumps(
        {
            "file": path.name,
            "sound": checked.is_sound,
            "faults": sum(found["severity"] == "error" for found in findings),
            "notes": sum(found["severity"] == "note" for found in findings),
            "findings": findings,
        },
        indent=2,
    )
