"""Execute the notebooks of `notebooks/` and lay them, with their outputs, under `tutorial/`.

They run in the folder in which they stand, so that paths in them mean what they mean to a reader.
A cell that fails stops the build.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

CELL_TIMEOUT_SECONDS = 300


def execute(notebook: Path, *, to: Path) -> None:
    """Run one notebook and write it with its outputs."""
    import nbformat
    from nbclient import NotebookClient

    content = nbformat.read(notebook, as_version=4)
    NotebookClient(
        content,
        timeout=CELL_TIMEOUT_SECONDS,
        kernel_name="python3",
        # Its warning about the local connection says nothing to who builds the pages.
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(notebook.parent)}},
    ).execute()
    nbformat.write(content, to)


def write_pages(app: Any, config: Any) -> None:  # noqa: ARG001  Sphinx passes both
    """Execute every notebook before Sphinx looks for its pages."""
    source = Path(app.srcdir)
    folder = source / "tutorial" / "generated"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.ipynb"):
        old.unlink()
    for notebook in sorted((source.parent / "notebooks").glob("*.ipynb")):
        execute(notebook, to=folder / notebook.name)


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("config-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
