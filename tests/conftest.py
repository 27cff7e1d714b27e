"""Settings of hypothesis (the same examples everywhere, no clock), and commands that are run."""

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
        return int(leaving.value.code or 0), printed.out, printed.err

    yield command
    signal.signal(signal.SIGINT, interrupt)
