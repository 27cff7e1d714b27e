"""The notebooks run from the first cell to the last, and stay what a notebook should be."""

from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MOST_CODE_CELLS = 12
SHOWN_AT_ONCE = tuple(map(int, version("matplotlib").split(".")[:2])) >= (3, 9)
"""Before matplotlib 3.9 a notebook shows its first figure a cell later, whoever draws it."""


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_notebook_runs_from_first_cell_to_last(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    )
    client.execute()
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            shown = [kind for output in cell.outputs for kind in output.get("data", {})]
            draws = ".plot." in cell.source
            if SHOWN_AT_ONCE:
                assert ("image/png" in shown) == draws, f"{path.name}: {cell.source}"
            warned = [output.text for output in cell.outputs if output.get("name") == "stderr"]
            assert not warned, f"{path.name}: {warned}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_outputs_and_short(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert 0 < len(code) <= MOST_CODE_CELLS
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert not any("def " in cell.source for cell in code), "functions belong in the library"
