"""The codes of a folder of witan.send, and ours: given, or suggested and saved to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.sources.code_maps import (
    lists,
    meant_exactly,
    read_codes,
    text_of_codes,
    write_codes,
    wrong_codes,
)
from sufficiency.sources.text_tables import TextTable
from sufficiency.sources.witan.files import NONSEND, folder_of, tables_in

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency import terms

Given = Mapping[str, str] | str | Path | None

ABOUT = (
    "Codes of the file, each with one of ours. Fill in what is blank.",
    "Several of theirs may become the same of ours.",
)


def suggest_witan_codes(
    folder: str | Path, *, save_as: str | Path | None = None
) -> dict[str, dict[str, str]]:
    """List the codes of a folder of witan.send, each with ours where it is one of its names.

    Nothing is guessed: a letter means nothing, and stays blank for somebody who knows.

    Parameters
    ----------
    folder : str or Path
        Folder with transitions.csv.
    save_as : path, optional
        A TOML file to write; it must not be there yet.

    Returns
    -------
    dict
        Tables "needs" and "settings": theirs to ours, "" where not known.
    """
    tables = tables_in(folder_of(folder))
    made = {
        name: {code: meant_exactly(code, known) or "" for code in theirs}
        for (name, known), theirs in zip(
            lists().items(), (needs_in(tables), settings_in(tables)), strict=True
        )
    }
    if save_as is not None:
        about = [*ABOUT]
        about += [f"{name}: {', '.join(known)}." for name, known in lists().items()]
        write_codes(save_as, text_of_codes(made, about=about))
    return made


def needs_in(tables: Mapping[str, TextTable]) -> list[str]:
    """List the needs of the files."""
    return _codes(tables, ("need 1", "need 2", "need"), "needs")


def settings_in(tables: Mapping[str, TextTable]) -> list[str]:
    """List the settings of the files."""
    return _codes(tables, ("setting 1", "setting 2", "setting"), "")


def _codes(tables: Mapping[str, TextTable], columns: tuple[str, ...], listed: str) -> list[str]:
    held: set[str] = set()
    for table in tables.values():
        for column in columns:
            if column in table.frame:
                held |= set(table.frame[column].unique())
        if listed in table.frame:
            held |= {code.strip() for text in table.frame[listed] for code in text.split(",")}
    return sorted(held - {"", NONSEND})


def codes_given(
    given: Given, name: str, known: terms.CodeList, *, asked: list[str], file: str
) -> tuple[dict[str, str], list[Finding]]:
    """Give our code for each of theirs: as given, else where it is one of its names.

    Parameters
    ----------
    given : mapping, path or None
        Theirs to ours, or a TOML file with a table of this name.
    name : {"needs", "settings"}
        Which table.
    known : CodeList
        Ours.
    asked : list of str
        Theirs.
    file : str
        What to call the file in messages.
    """
    if isinstance(given, str | Path):
        codes, file = read_codes(given).get(name, {}), Path(given).name
    else:
        codes = {str(theirs): str(ours) for theirs, ours in (given or {}).items()}
    faults = wrong_codes(codes, known, file=file)
    made = {theirs: codes.get(theirs) or meant_exactly(theirs, known) or "" for theirs in asked}
    lost = [theirs for theirs, ours in made.items() if not ours]
    if lost:
        words: dict[str, Any] = {"value": ", ".join(lost), "what": known.name}
        faults.append(finding("witan_codes_unknown", file=file, **words))
    return made, faults


def codes_frame(needs: Mapping[str, str], settings: Mapping[str, str]) -> pd.DataFrame:
    """Lay the codes out: kind, theirs, ours."""
    import pandas as pd

    rows = [("need", *pair) for pair in needs.items()]
    rows += [("setting", *pair) for pair in settings.items()]
    return pd.DataFrame(rows, columns=["kind", "theirs", "ours"])


def raise_all(faults: list[Finding], *, folder: Path) -> None:
    """Raise the faults of a folder, if there are any."""
    if faults:
        raise FindingsError(faults, what=f"The files of witan.send in {folder.name}")
