"""From a folder, a zip file or single files to the published tables in them."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import FileError, Finding, FindingsError, finding
from sufficiency.results import InputFile
from sufficiency.sources.asked import paths_asked
from sufficiency.sources.naming import names_of
from sufficiency.sources.text_tables import existing_file, read_text_table

if TYPE_CHECKING:
    from sufficiency.sources.text_tables import TextTable

WHAT = "a published file of EHC plans"
KEYS = ("time_period", "time_identifier", "geographic_level")
MOST_MEGABYTES = 500
"""A zip file that holds more than this unpacked is no release of these statistics."""

Paths = str | Path | Sequence[str | Path]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Opened:
    """A published file that was read as text.

    Parameters
    ----------
    kind : PublishedFile
        Which file of the publication it is.
    table : TextTable
        Its cells; headings in small letters.
    """

    kind: terms.PublishedFile
    table: TextTable


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Opening:
    """What was found at one or more paths.

    Parameters
    ----------
    files : tuple of Opened
        Published files of plans.
    others : tuple of str
        Tables of a folder or zip that are none.
    inputs : tuple of InputFile
        Files that were read.
    findings : tuple of Finding
        Notes, and the faults of single files.
    """

    files: tuple[Opened, ...] = ()
    others: tuple[str, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)


def is_published(row: Sequence[str]) -> bool:
    """Say whether a row is the header of a file of Explore Education Statistics."""
    headings = {cell.strip().casefold() for cell in row}
    return {"time_period", "geographic_level"} <= headings


def kind_of(headings: Sequence[str], identifiers: set[str]) -> terms.PublishedFile:
    """Say which file of the publication has these headings.

    Parameters
    ----------
    headings : sequence of str
        In small letters.
    identifiers : set of str
        What stands in the column time_identifier, in small letters.
    """
    held = set(headings)
    kind = next(one for one in terms.published_files() if one.is_headed(held))
    if kind.form == "needs" and identifiers == {"calendar year"}:
        # The needs of new plans have the same headings; only their years are calendar years.
        return replace(kind, file="needs", measure="new_plans", period="calendar")
    return kind


def open_files(paths: Paths) -> Opening:
    """Read every published file at some paths.

    Parameters
    ----------
    paths : str, Path or a sequence of them
        Folders, zip files, and single files.

    Raises
    ------
    FileError
        If there is nothing there, or it cannot be opened.
    NotPossibleError
        If it is no path.
    """
    places = paths_asked(paths)
    names = names_of(places)
    opened = [_at(place, name=names[place], is_one=len(places) == 1) for place in places]
    return Opening(
        tuple(one for each in opened for one in each.files),
        tuple(one for each in opened for one in each.others),
        tuple(one for each in opened for one in each.inputs),
        tuple(one for each in opened for one in each.findings),
    )


def _at(place: Path, *, name: str, is_one: bool) -> Opening:
    """Read what is at a path; tables of several folders are told with their folder."""
    try:
        is_folder = place.is_dir()
    except (OSError, ValueError) as error:
        raise FileError.of("cannot_open", path=place, reason=error) from None
    if is_folder:
        tables = sorted(
            file for file in place.rglob("*") if file.suffix.casefold() == ".csv" and file.is_file()
        )
        above = place if is_one else place.parent
        return _of_many([(file, file.relative_to(above).as_posix()) for file in tables])
    existing_file(place, what=WHAT)
    if place.suffix.casefold() == ".zip":
        return _of_zip(place)
    return _of_many([(place, name)], is_meant=True)


def _of_zip(place: Path) -> Opening:
    """Unpack the tables of a zip file where they are gone again afterwards, and read them."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(place) as packed:
                members = [
                    member
                    for member in packed.infolist()
                    if not member.is_dir() and member.filename.casefold().endswith(".csv")
                ]
                if sum(member.file_size for member in members) > MOST_MEGABYTES * 1_000_000:
                    raise FileError.of("ees_zip_too_large", path=place, most=MOST_MEGABYTES)
                files = []
                for number, member in enumerate(members):
                    # Under a name of our own: what a zip calls its members is not to be trusted.
                    unpacked = Path(folder) / f"{number}.csv"
                    unpacked.write_bytes(packed.read(member))
                    files.append((unpacked, _name_of(member.filename)))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            raise FileError.of("ees_zip_broken", path=place, reason=error) from None
        except OSError as error:
            raise FileError.of("cannot_open", path=place, reason=error.strerror) from None
        named = [(file, f"{place.name}, {name}") for file, name in files]
        return replace(_of_many(named), inputs=(InputFile.of(place),))


def _name_of(member: str) -> str:
    """Give the last part of a member's name."""
    return PurePosixPath(member.replace("\\", "/")).name


def _of_many(files: Sequence[tuple[Path, str]], *, is_meant: bool = False) -> Opening:
    """Read files; one that is no published file is a fault only where it was named itself."""
    opened: list[Opened] = []
    others: list[str] = []
    notes: list[Finding] = []
    for file, name in files:
        try:
            table = read_text_table(file, what=WHAT, is_header=is_published, keep=_is_kept)
        except FindingsError as error:
            told = [replace(one, file=name) for one in error.findings]
            is_other = all(one.rule == "source_no_header" for one in told)
            if is_meant or not is_other:
                notes += told
            else:
                notes.append(finding("ees_file_other", file=name))
                others.append(name)
            continue
        source = replace(table.source, file=name)
        frame = table.frame.rename(columns=str.casefold)
        notes += [replace(one, file=name) for one in table.findings]
        if not frame.columns.is_unique:
            notes.append(finding("column_twice", file=name, row=table.header_row, column="several"))
            continue
        table = replace(table, file=name, frame=frame, source=source)
        identifiers = (
            set(frame["time_identifier"].str.casefold()) if "time_identifier" in frame else set()
        )
        opened.append(Opened(kind_of(list(frame.columns), identifiers), table))
    inputs = tuple(one.table.source for one in opened)
    return Opening(tuple(opened), tuple(others), inputs, tuple(notes))


def _is_kept(heading: str) -> bool:
    """Leave percentages out: they are made of the counts."""
    return not heading.strip().casefold().endswith("_pc")
