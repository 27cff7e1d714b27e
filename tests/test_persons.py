"""What could identify a child is neither kept nor shown, not even in a message about it."""

import pytest
from building import both, broken, checked, put, small_area, sound, write_csvs, write_sheets

from sufficiency.area import load_area
from sufficiency.errors import TableError

AREA = small_area()
UPN, HOME = "A123456789012", "NN15 6XX"


PERSONAL = [
    *("UPN", "Post code", "Date of birth", "Surname", "first-name"),
    *("Name of child", "Child", "Pupil", "Initials", "Child's name", "Pupil ID", "Name"),
]


def read_all(folder):
    """The text of every file of a folder."""
    return "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_csvs, write_sheets], ids=["area", "area.xlsx"])
@pytest.mark.parametrize("heading", PERSONAL)
def test_columns_about_persons_are_dropped_and_never_shown(write, heading, tmp_path):
    tables = sound()
    for place, row in enumerate(tables["plans"]):
        row.append(heading if place == 0 else f"{UPN} {HOME} Smith")
    name = "area" if write is write_csvs else "area.xlsx"
    area = load_area(write(tables, tmp_path / name))
    assert area == AREA
    assert list(area.check()["rule"]) == ["person_column"]
    saved = area.save(tmp_path / "copy")
    told = area.check().to_string() + repr(area) + area._repr_html_() + read_all(saved)
    for secret in (UPN, HOME, "Smith"):
        assert secret not in told
        assert secret not in repr(area.explain("plans").rows)


def test_what_looks_like_a_person_in_a_code_is_refused_and_never_shown(tmp_path):
    changes = (
        put("plans", 2, need=UPN),
        put("plans", 3, locality=HOME),
        put("localities", 4, locality=HOME),
        put("sites", 3, site=f"school {HOME}"),
    )
    folder = write_csvs(broken(both(*changes)), tmp_path / "area")
    words = r"sites\.csv, row 3, column site: The cell holds what looks like a postcode, or a pupil"
    with pytest.raises(TableError, match=words) as error:
        load_area(folder)
    told = str(error.value) + error.value.to_frame().to_string()
    assert UPN not in told
    assert HOME not in told
    found = [(one.file, one.row, one.column) for one in error.value.findings]
    assert found == [
        ("localities.csv", 4, "locality"),
        ("plans.csv", 2, "need"),
        ("plans.csv", 3, "locality"),
        ("sites.csv", 3, "site"),
    ]
    assert {one.rule for one in error.value.findings} == {"personal_in_cell"}
    remedies = [one.remedy for one in error.value.findings]
    assert remedies[0] == remedies[3] == "Use a code of your own, never a postcode."
    assert remedies[1].startswith("Write one of SPLD, ")
    assert remedies[2] == "Write a code of the table localities."


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("localities", "name"), ("sites", "name"), ("sites", "authority")),
        *(("about", "value"), ("costs", "source")),
    ],
)
def test_an_address_in_words_for_people_is_kept_with_a_note(table, column):
    result = checked(broken(put(table, 2, **{column: f"Hill, {HOME}"})))
    (found,) = result.findings
    assert (found.rule, found.severity, found.row) == ("personal_in_text", "note", 2)
    assert "Take it out, unless it is the address of a school or office." in str(found)
    assert HOME not in str(found)
    assert result.is_sound
    assert f"Hill, {HOME}" in set(result.tables[table].frame[column])


def test_postcodes_in_a_whole_column_are_one_finding():
    def change(tables):
        for row in tables["population"][1:]:
            row[1] = HOME

    (found,) = checked(broken(change)).findings
    assert (found.rule, found.row, found.column) == ("personal_in_cell", 2, "locality")
    assert "36 rows of the table have it; this is the first." in found.seen
