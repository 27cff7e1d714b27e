"""Codes of somebody else's file, each with one of ours: given, suggested, saved and read again."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from sufficiency import terms
from sufficiency.errors import FileError, Finding, FindingsError, finding
from sufficiency.scenario.toml import key_text, parse, quoted
from sufficiency.sources.headings import plain

Codes = Mapping[str, str]


def lists() -> dict[str, terms.CodeList]:
    """Give the lists that codes of a file become."""
    return {"needs": terms.needs(), "settings": terms.settings()}


def meant_exactly(text: str, known: terms.CodeList) -> str | None:
    """Give our code for a word that is one of its names, without guessing.

    Examples
    --------
    >>> meant_exactly("Autism", terms.needs()), meant_exactly("SEN Unit", terms.settings())
    ('ASD', 'base')
    >>> meant_exactly("A", terms.needs()) is None
    True
    """
    spoken = plain(text)
    for code, word in known.words.items():
        if spoken and spoken in {plain(one) for one in (code, word.label, *word.aliases)}:
            return str(code)
    return None


def read_codes(path: str | Path) -> dict[str, dict[str, str]]:
    """Read a file of codes: TOML with tables, each of lines `theirs = "ours"`.

    Raises
    ------
    FileError
        If there is no such file.
    FindingsError
        If it is no TOML, or holds something else than text in tables.
    """
    place = Path(path)
    try:
        content = place.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError.of("cannot_open", path=place, reason=reason) from None
    document, faults = parse(content, file=place.name)
    if document is not None:
        faults = [
            finding("codes_not_text", file=place.name, column=f"{table}.{theirs}")
            for table, held in document.items()
            for theirs, ours in (held.items() if isinstance(held, dict) else [("", None)])
            if not isinstance(ours, str)
        ]
    if document is None or faults:
        raise FindingsError(faults, what=f"The codes in {place.name}")
    return {table: dict(held) for table, held in document.items()}


def text_of_codes(tables: Mapping[str, Codes], *, about: Iterable[str]) -> str:
    """Write codes as TOML, so that they read back the same.

    Parameters
    ----------
    tables : mapping of str to mapping
        By table, theirs to ours; "" where it is to be filled in.
    about : iterable of str
        Lines to write above, as comments.
    """
    lines = [f"# {line}" for line in about]
    for table, codes in tables.items():
        lines += ["", f"[{key_text(table)}]"]
        lines += [f"{key_text(theirs)} = {quoted(ours)}" for theirs, ours in codes.items()]
    text = "\n".join(lines) + "\n"
    assert tomllib.loads(text) is not None
    return text


def write_codes(path: str | Path, text: str) -> Path:
    """Write a file of codes where there is none yet, so that nobody's work is lost.

    Raises
    ------
    FileError
        If the file is there already, or cannot be written.
    """
    place = Path(path)
    if place.exists():
        raise FileError.of("codes_there", path=place)
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError.of("cannot_write", path=place, reason=error.strerror) from None
    return place


def wrong_codes(codes: Codes, known: terms.CodeList, *, file: str) -> list[Finding]:
    """Name what is not one of our codes; a blank is no code yet, and no fault by itself."""
    faults = []
    for theirs, ours in codes.items():
        if ours == "" or ours in known:
            continue
        meant = known.nearest_words(str(ours))
        remedy = f"Did you mean {meant}?" if meant else f"Known are {', '.join(known)}."
        faults.append(
            finding(
                "witan_code_wrong",
                file=file,
                column=theirs,
                value=ours,
                what=known.name,
                meant=remedy,
            )
        )
    return faults
