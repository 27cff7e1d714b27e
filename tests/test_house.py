"""The house rules that a machine can hold: sizes, docstrings, names, addresses, a cold start."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import sufficiency

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "sufficiency"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LAST_DOOR = "sufficiency/cli/main.py"
"""The one file that may catch everything, so that an analyst reads words and no traceback."""
EMPTY_NAMES = {"df", "data", "tmp", "val"}
PINS = ("constraints.txt", "constraints-core.txt", "constraints-lowest.txt")
HEAVY = {"pandas", "numpy", "scipy", "statsmodels", "matplotlib", "pulp", "highspy", "ortools"}

# Written in two halves, so that this file does not hold what it looks for.
UNWANTED = {
    "address of a package registry": r"pypi\."
    + r"org|python"
    + r"hosted\.org|registry\.npm"
    + r"js",
    "index option of pip": r"--(?:extra-)?index" + r"-url[ =]",
    "path of one machine": r"(?<![\w.:])/(?:ro"
    + r"ot|ho"
    + r"me/\w+|Us"
    + r"ers/\w+|t"
    + r"mp|wo"
    + r"rk)/",
    "work left undone": r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b",
}


def name_of(file):
    return file.relative_to(ROOT).as_posix()


def tracked_files():
    """Every file that is or would be committed; all files where there is no repository."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0 and listing.stdout:
        return [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    return [*FILES, *(ROOT / "tests").rglob("*.py"), *(ROOT / name for name in PINS)]


def text_of(file):
    """The text of a file, or nothing where it is not text or has just gone."""
    try:
        return file.read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return ""


def public_definitions(tree, prefix=""):
    """Public functions, classes and methods of a file, with their names."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("_"):
                continue
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node, prefix=f"{node.name}.")


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_file_stays_small(file):
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{name_of(file)} has {lines} lines: split it by subject"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_function_stays_small(file):
    long = [
        f"{node.name}: {length} lines"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        # The docstring may say as much as is needed.
        and (length := node.end_lineno - node.body[0].end_lineno) > LONGEST_FUNCTION
    ]
    assert not long, f"{name_of(file)}: {long}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_everything_public_says_what_it_is_for(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    silent = [name for name, node in public_definitions(tree) if not ast.get_docstring(node)]
    assert not silent, f"{name_of(file)}: no docstring for {silent}"
    assert ast.get_docstring(tree), f"{name_of(file)} does not say what it is for"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_names_are_whole_words(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    given = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    given |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    assert not given & EMPTY_NAMES, f"{name_of(file)}: {sorted(given & EMPTY_NAMES)} says nothing"


@pytest.mark.slow
def test_no_blind_except():
    blind = [
        f"{name_of(file)}, line {node.lineno}"
        for file in FILES
        if name_of(file) != LAST_DOOR
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    assert not blind


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_holds(what):
    pattern = re.compile(UNWANTED[what])
    found = [
        f"{name_of(file)}, line {number}: {line.strip()[:100]}"
        for file in tracked_files()
        for number, line in enumerate(text_of(file).splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def test_every_link_of_a_page_leads_to_something_in_the_repository():
    """Whoever reads the pages unbuilt has no generated ones."""
    link = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
    ignored = ("http://", "https://", "mailto:")
    kept = {file.resolve() for file in tracked_files()}
    kept |= {folder for file in kept for folder in file.parents}
    dead = [
        f"{name_of(page)}: {target}"
        for page in tracked_files()
        if page.suffix == ".md"
        for target in link.findall(text_of(page))
        if not target.startswith(ignored) and (page.parent / target).resolve() not in kept
    ]
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("address of a package registry", "https://pypi." + "org/simple"),
        ("index option of pip", "--extra-index" + "-url=somewhere"),
        ("path of one machine", "open('/ro" + "ot/area.xlsx')"),
        ("path of one machine", "see /ho" + "me/ann/area"),
        ("work left undone", "# TO" + "DO: later"),
    ],
)
def test_the_search_finds_what_it_looks_for(what, line):
    assert re.search(UNWANTED[what], line)


@pytest.mark.parametrize("name", PINS)
def test_pins_have_digests_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    # One logical line for each package: the version, a condition, the digests.
    pins = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    assert len(pins) > len(HEAVY)
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+==[^ ]+ ", pin), pin[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", pin), pin[:80]


def test_core_pins_are_the_same_versions():
    def versions(name):
        text = (ROOT / name).read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9._-]+==[^ ]+)", text, flags=re.MULTILINE))

    assert versions("constraints-core.txt") <= versions("constraints.txt")


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert sufficiency.__version__ == project["version"]
    assert f"\nversion: {project['version']}\n" in citation


def loaded_after(command):
    """Names of the heavy packages that a fresh Python has loaded after a command."""
    report = f"import json, sys; print(json.dumps(sorted({HEAVY!r} & set(sys.modules))))"
    answer = subprocess.run(
        [sys.executable, "-c", f"{command}\n{report}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


def test_a_cold_import_loads_nothing_heavy():
    assert loaded_after("import sufficiency") == []


def test_help_loads_nothing_heavy():
    ask = """
import runpy, sys
sys.argv = ["sufficiency", "--help"]
try:
    runpy.run_module("sufficiency", run_name="__main__")
except SystemExit as leaving:
    assert not leaving.code, leaving.code
"""
    assert loaded_after(ask) == []
