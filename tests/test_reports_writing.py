"""Where a report is written: wholly or not at all, and never over anything unasked."""

import os
import stat
import sys

import pytest
from small_areas import Small, allocated, projected, said

import sufficiency as sf
from sufficiency.errors import FileError, NotPossibleError


@pytest.fixture(scope="module")
def allocation():
    return sf.allocate(projected(Small(ncys=(4, 5, 6)), until=2025), draws=2, workers=1)


@pytest.fixture(scope="module")
def report(allocation, tmp_path_factory):
    """Written at once, as most are."""
    return sf.report(allocation, to=tmp_path_factory.mktemp("written") / "report.html")


def test_a_report_is_written_where_it_is_asked_for(report):
    assert report.path.read_bytes().decode("utf-8") == report.as_html()
    assert str(report.path) in repr(report)
    assert [file.name for file in report.path.parent.iterdir()] == ["report.html"]


@pytest.mark.slow
def test_the_same_report_is_the_same_bytes(allocation, report):
    again = sf.report(allocation)
    assert again.as_html() == report.as_html()
    assert again.path is None
    assert "not written" in repr(again)


@pytest.mark.parametrize("name", ["report.pdf", "report", "report.docx"])
def test_another_ending_is_refused(report, tmp_path, name):
    with pytest.raises(FileError, match=said("report_ending")) as raised:
        report.save(tmp_path / name)
    assert name in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_there_is_kept_unless_it_may_be_replaced(report, tmp_path):
    path = tmp_path / "report.html"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match=said("already_there")):
        report.save(path)
    assert path.read_text(encoding="utf-8") == "mine"
    report.save(path, replace=True)
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("audience", "rule"), [("publish", "publish_not_yet"), ("all", "audience_unknown")]
)
def test_only_the_authority_itself_may_read_it(allocation, tmp_path, audience, rule):
    with pytest.raises(NotPossibleError, match=said(rule)):
        sf.report(allocation, to=tmp_path / "report.html", audience=audience)
    with pytest.raises(NotPossibleError, match=said(rule)):
        sf.report(allocation, audience=audience)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("nothing", [None, "report.html", 3])
def test_there_must_be_something_to_write_up(nothing):
    with pytest.raises(NotPossibleError, match=said("report_of_what")):
        sf.report(nothing)


def test_a_disk_that_refuses_leaves_nothing_half_written(report, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sufficiency.reports.page._write", full)
    with pytest.raises(FileError, match=said("cannot_write")):
        report.save(tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_keeps_what_stood_there(report, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "report.html"
    path.write_text("mine", encoding="utf-8")
    monkeypatch.setattr("sufficiency.reports.page._write", full)
    with pytest.raises(FileError, match=said("cannot_write")):
        report.save(path, replace=True)
    assert path.read_text(encoding="utf-8") == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are locked otherwise on Windows")
def test_a_folder_that_may_not_be_written_is_said(report, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(stat.S_IREAD | stat.S_IEXEC)
    try:
        if os.access(locked, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(FileError, match=said("cannot_write")):
            report.save(locked / "report.html")
    finally:
        locked.chmod(stat.S_IRWXU)
    assert list(locked.iterdir()) == []


def test_the_notebook_shows_the_card_and_where_the_report_is(allocation, report):
    shown = report._repr_html_()
    assert "need a place" in shown
    assert "report.html" in shown
    assert allocated(Small()).card().as_html().count("<section") == 1
