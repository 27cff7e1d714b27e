"""What could identify a child is neither kept nor shown, not even in a message about it."""

import pytest
from building import both, broken, put, small_area, sound, write_csvs, write_sheets

from sufficiency.area import load_area
from sufficiency.errors import TableError

AREA = small_area()
UPN, HOME = "A123456789012", "NN15 6XX"


def read_all(folder):
    """The text of every file of a folder."""
    return "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())


@pytest.mark.parametrize("write", [write_csvs, write_sheets], ids=["area", "area.xlsx"])
@pytest.mark.parametrize("heading", ["UPN", "Post code", "Date of birth", "Surname", "first-name"])
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


def test_what_looks_like_a_person_in_a_cell_at_fault_is_withheld(tmp_path):
    tables = broken(both(put("plans", 2, need=UPN), put("plans", 3, locality=HOME)))
    with pytest.raises(TableError, match=r"\(withheld\) is not a known need") as error:
        load_area(write_csvs(tables, tmp_path / "area"))
    told = str(error.value) + error.value.to_frame().to_string()
    assert UPN not in told
    assert HOME not in told
