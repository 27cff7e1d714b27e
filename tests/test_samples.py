"""The made-up downloads of `notebooks/samples`: what is kept is what their maker writes."""

from sample_files import SAMPLES, write_samples


def files_of(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes().replace(b"\r\n", b"\n")
        for file in folder.rglob("*.csv")
    }


def test_what_is_kept_is_what_is_made(tmp_path):
    assert files_of(SAMPLES) == files_of(write_samples(tmp_path))


def test_they_say_that_they_are_made():
    assert "Nothing here is real" in (SAMPLES / "README.md").read_text(encoding="utf-8")
