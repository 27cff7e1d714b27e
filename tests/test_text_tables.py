"""Files of text and workbooks as people have them: encodings, delimiters, titles, broken rows."""

import openpyxl
import pandas as pd
import pytest

import sufficiency as sf
from sufficiency.errors import FileError, FindingsError, NotPossibleError
from sufficiency.results import InputFile
from sufficiency.sources.authorities import authority_of
from sufficiency.sources.reading import Reading, account_of
from sufficiency.sources.text_tables import first_rows, read_text_table

WANTED = {"code", "name", "plans"}


def read(path, **options):
    return read_text_table(
        path, what="a list of plans", is_header=lambda row: set(row) >= WANTED, **options
    )


def write(folder, text, *, name="plans.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter_gives_the_same_cells(tmp_path, encoding, delimiter):
    rows = [["code", "name", "plans"], ["1", "Gwyñedd, all", "2"], ["1E05", "B", "007"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    table = read(write(tmp_path, text, encoding=encoding))
    assert table.frame.to_numpy().tolist() == rows[1:]
    assert [note.rule for note in table.findings] == (
        ["read_as_windows"] if encoding == "cp1252" else []
    )
    assert table.source == InputFile.of(tmp_path / "plans.csv")


def test_rows_are_numbered_as_excel_shows_them(tmp_path):
    text = "Title,,\n\n\ncode,name,plans\n,,\nA,Ash,1\n\nB,Birch,2\n"
    table = read(write(tmp_path, text))
    assert table.header_row == 4
    assert table.frame.index.tolist() == [6, 8]


def test_a_column_that_is_not_kept_is_never_read(tmp_path):
    path = write(tmp_path, "code,surname,name,plans\nA,Planted,Ash,1\n")
    table = read(path, keep=lambda name: name in WANTED)
    assert list(table.frame.columns) == ["code", "name", "plans"]
    assert "Planted" not in table.frame.to_csv()


def test_the_sheet_with_the_header_is_read(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["About this file"])
    sheet = workbook.create_sheet("Table 2")
    for row in (["Title"], ["code", "name", "plans"], ["A", "Ash", 3], ["B", "Birch", 4.5]):
        sheet.append(row)
    workbook.save(tmp_path / "plans.xlsx")
    table = read(tmp_path / "plans.xlsx")
    assert table.file == "plans.xlsx, sheet Table 2"
    assert table.frame["plans"].tolist() == ["3", "4.5"]
    assert ["code", "name", "plans"] in first_rows(tmp_path / "plans.xlsx")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a,b,c\n1,2,3\n", "source_no_header"),
        ("", "source_no_header"),
        ("code,name,plans,name\nA,B,1,C\n", "column_twice"),
        ("code,name,plans\nA,Ash, Old,1\n", "source_row_long"),
        ('code,name,plans\nA,"Ash,1\n', "csv_broken"),
    ],
)
def test_what_is_broken_is_named(tmp_path, text, rule):
    with pytest.raises(FindingsError, match="1 fault") as caught:
        read(write(tmp_path, text))
    assert rule in {found.rule for found in caught.value.findings}


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "plans.csv"
    path.write_bytes(b"code,name,plans\nA\x00,\x81\n")
    with pytest.raises(FindingsError, match="no text"):
        read(path)
    assert first_rows(path) == []


def test_a_file_that_is_not_there_or_no_table_is_refused(tmp_path):
    with pytest.raises(FileError, match=r"There is no file .*a list of plans"):
        read(tmp_path / "absent.csv")
    with pytest.raises(FileError, match=r"is not a \.csv, \.txt or \.tsv file"):
        read(write(tmp_path, "x", name="plans.pdf"))


AUTHORITIES = pd.DataFrame(
    [
        ("E06000061", "940", "North Northamptonshire"),
        ("E06000061", "", "North Northamptonshire"),
        ("E10000016", "886", "Kent"),
        ("", "", ""),
        ("E1", "1", "Borough"),
        ("E2", "2", "Borough"),
    ],
    columns=["code", "old_code", "name"],
)


@pytest.mark.parametrize("wanted", ["E10000016", "886", "kent", " Kent "])
def test_an_authority_is_found_by_either_code_or_by_name(wanted):
    assert authority_of(AUTHORITIES, wanted, file="f") == ("E10000016", "Kent")


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("Kentt", "Kentt is not an authority in f.*Did you mean Kent"),
        ("zzz", "Check its code and spelling"),
        (None, "The file holds 3 authorities"),
        ("Borough", "the name of several authorities: E1, E2"),
    ],
)
def test_an_authority_that_is_not_clear_is_refused(wanted, words):
    with pytest.raises(FindingsError, match=words):
        authority_of(AUTHORITIES, wanted, file="f")


def test_one_authority_may_be_spelt_in_several_ways():
    same = pd.DataFrame(
        [("E06000061", "", "North Northamptonshire"), ("E06000061", "", "North Northants")],
        columns=["code", "old_code", "name"],
    )
    assert authority_of(same, None, file="f")[0] == "E06000061"
    assert authority_of(same.assign(code=["West", "WEST"]), "west", file="f")[0] == "West"


COLUMNS = {"child": "ID", "need": "Need", "setting": "Setting", "ncy": "NCY"}


@pytest.mark.parametrize(
    ("reader", "options", "words"),
    [
        (sf.read_population, {"authority": 80100}, "The authority that is asked for is 80100"),
        (sf.read_population, {"year": "2024"}, r"'2024' \(str\) was given as year"),
        (sf.read_population, {"year": True}, "was given as year"),
        (sf.read_population, {"districts": "Corby"}, "was given as districts"),
        (sf.read_population, {"districts": [1]}, "was given as districts.*a list of texts"),
        (sf.read_population, {"parents": "old_town"}, "was given as parents"),
        (sf.read_places, {"authority": ["Kent"]}, "authority that is asked for is of type list"),
        (sf.read_places, {"year": "2024"}, "was given as year"),
        (sf.read_places, {"needs": ["ASD"]}, "A list was given as needs"),
        (sf.read_places, {"level": 3}, "was given as level"),
        (sf.read_lookup, {"code": "lsoa", "to": "ward", "authority": 1.5}, "of type float"),
        (sf.read_lookup, {"code": 1, "to": "ward"}, "given as code"),
        (sf.read_lookup, {"code": "lsoa", "to": ["ward"]}, "given as to"),
    ],
)
def test_options_of_the_wrong_kind_are_told_before_a_file_is_opened(reader, options, words):
    with pytest.raises(NotPossibleError, match=words):
        reader("absent.csv", **options)


@pytest.mark.parametrize("options", [{"authority": 8}, {"lookup": "postcodes.csv"}])
def test_options_of_exports_are_told_too(options):
    with pytest.raises(NotPossibleError, match=r"was given as lookup|asked for is 8\."):
        sf.read_snapshots({2024: "absent.csv"}, columns=COLUMNS, **options)


def test_a_file_is_named_by_its_path():
    with pytest.raises(NotPossibleError, match="A value of type int was given as path"):
        sf.read_snapshots({2024: 5}, columns=COLUMNS)
    with pytest.raises(NotPossibleError, match="The authority that is asked for is 88"):
        authority_of(AUTHORITIES, 88, file="f")
    assert authority_of(AUTHORITIES, 886, file="f") == ("E10000016", "Kent")


def test_one_authority_needs_no_name():
    assert authority_of(AUTHORITIES.iloc[:2], None, file="f")[0] == "E06000061"
    assert authority_of(AUTHORITIES.iloc[:0], None, file="f") == ("", "")


def test_a_reading_tells_what_was_done_with_every_row():
    steps = account_of([("f.csv", "rows", 3, "read", ""), ("f.csv", "rows", 1, "left_out", "old")])
    made = Reading("plans", "Plans", {"plans": pd.DataFrame({"plans": [1]})}, steps, version="1.2")
    assert list(made.tables()) == ["plans", "account", "findings"]
    assert made.account()["rows"].sum() == 4
    assert "1.2" in repr(made)
    assert made.provenance().settings["kind"] == "plans"
    with pytest.raises(AssertionError, match="no such thing"):
        account_of([("f.csv", "rows", 3, "lost", "")])
