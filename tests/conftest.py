"""Settings of hypothesis (the same examples everywhere, no clock), and commands that are run."""

import json
import signal

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("steady")


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in an empty folder; give its exit code and what it printed where."""
    from sufficiency.cli import main

    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    interrupt = signal.getsignal(signal.SIGINT)

    def command(*words):
        with pytest.raises(SystemExit, match=r"^\d*$") as leaving:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        code = int(leaving.value.code or 0)
        if "--json" in words and not code:
            hold_notes(printed.out, printed.err)
        return code, printed.out, printed.err

    yield command
    signal.signal(signal.SIGINT, interrupt)


def hold_notes(out, err):
    """Hold what any command prints for a program against the notes on its error stream."""
    told = json.loads(out)
    if isinstance(told, dict) and ("figures" in told or isinstance(told.get("notes"), list)):
        assert [note["severity"] for note in told["notes"]] == ["note"] * err.count("Note. ")
