"""Files with the same bytes: copies, or one year's file in the place of another's."""

import shutil

import pytest
import sen2_files as files
import sen2_returns as made

import sufficiency as sf
from sufficiency.errors import FindingsError
from sufficiency.intake.copies import copies_told
from sufficiency.intake.recognising import recognise

LIFE = made.made_world(30, seed=5, faults=0)
CASES = "Person ID,Primary Need,Placement Type,Yr grp,DOB\n1,ASD,Special School,5,2015-10-01\n"


def returned(folder, name, *, again):
    """A return, and the same files once more in a folder of another name."""
    files.write_modules(folder / name, files.rows_of(LIFE, 2))
    shutil.copytree(folder / name, folder / again)
    for one in (folder / again).iterdir():
        one.rename(one.with_name(one.name.replace("14-03-2025", "13-03-2026")))


def told(folder):
    return [(one.rule, one.severity, one) for one in copies_told(recognise([folder]))]


def test_last_years_return_in_this_years_folder_is_refused(tmp_path):
    returned(tmp_path, "sen2-2025", again="sen2-2026")
    ((rule, severity, found),) = told(tmp_path)
    assert (rule, severity) == ("intake_one_january_for_two", "error")
    count = len(list((tmp_path / "sen2-2026").iterdir()))
    assert found.seen.startswith(f"All {count} modules in this folder are the same as sen2-202")
    assert all(year in found.seen for year in ("2025", "2026"))
    assert "put the file of the other year in its place" in found.remedy
    with pytest.raises(FindingsError, match="one of the two files is missing"):
        sf.build_area(tmp_path)


def test_a_return_that_was_copied_aside_is_a_note(tmp_path):
    returned(tmp_path, "sen2-2025", again="old")
    shutil.rmtree(tmp_path / "old")
    shutil.copytree(tmp_path / "sen2-2025", tmp_path / "old")
    assert {rule for rule, *_ in told(tmp_path)} == {"intake_same_file"}


def test_a_module_of_another_year_is_asked_for(tmp_path):
    """The other modules are there: their readers say whether they belong together."""
    returned(tmp_path, "sen2-2025", again="sen2-2026")
    for one in (tmp_path / "sen2-2026").iterdir():
        if "senneed" not in one.name:
            one.write_text(one.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert [rule for rule, *_ in told(tmp_path)] == ["intake_copy_of_another_year"]


@pytest.mark.parametrize(
    ("names", "rules"),
    [
        (("january 2025.csv", "january 2026.csv"), ["intake_one_january_for_two"]),
        (("january 2025.csv", "january 2025 (1).csv"), ["intake_same_file"]),
        (("cases.csv", "cases (1).csv"), ["intake_same_file"]),
    ],
)
def test_an_export_under_the_names_of_two_januaries_is_refused(names, rules, tmp_path):
    for name in names:
        (tmp_path / name).write_text(CASES, encoding="utf-8")
    assert [rule for rule, *_ in told(tmp_path)] == rules


def test_another_file_of_two_years_is_asked_for(tmp_path):
    """A list of places may be the same two years running."""
    for name in ("places 2025.csv", "places 20260110.csv"):
        (tmp_path / name).write_text("School,Places\nAsh,20\n", encoding="utf-8")
    ((rule, severity, found),) = told(tmp_path)
    assert (rule, severity) == ("intake_copy_of_another_year", "note")
    assert "by the names they are of 2026 and 2025" in found.seen
    assert "the file of one of these years is missing" in found.why
