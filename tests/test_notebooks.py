"""The notebooks run from top to bottom, and are kept without outputs.

Outputs hold pictures, which make a change of one line a change of megabytes, and they age unseen: what is
printed here is what the reader's own machine computes. Readers without Jupyter find the pictures in the README.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from nbformat import NotebookNode

nbformat = pytest.importorskip("nbformat", reason="the extra dev is not installed")
nbclient = pytest.importorskip("nbclient", reason="the extra dev is not installed")
pytest.importorskip("ipykernel", reason="the extra dev is not installed")

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def executed(path: Path, scratch: Path) -> NotebookNode:
    """The notebook after a run of all its cells by the Python that runs the tests, whatever kernels are registered."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    spec = {
        "argv": [
            sys.executable,
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
            "--HistoryManager.enabled=False",
        ],
        "display_name": "this Python",
        "language": "python",
        "env": {
            "IPYTHONDIR": str(scratch / "ipython"),  # not the user's own start-up files
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
        },
    }
    folder = scratch / "kernels" / "this"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    manager = AsyncKernelManager(
        kernel_name="this", kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(scratch / "kernels")])
    )
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(scratch)}}  # a notebook may run anywhere
    # However busy the machine is; the kernel is given an hour to start.
    nbclient.NotebookClient(notebook, km=manager, timeout=None, startup_timeout=3600, resources=resources).execute()
    return notebook


def outputs(notebook: NotebookNode) -> list[dict[str, object]]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert outputs(notebook) == [], f"clear the outputs of {path.name} before you commit it"
    assert [cell.execution_count for cell in notebook.cells if cell.cell_type == "code" and cell.execution_count] == []


SHOWN = {
    "compare_policies": [
        "12 effects with their intervals, by hand the same: True",
        "Deep participation rises by",
        "image/png",
    ],
    "first_run": ["the same until the reform, to the bit: True", "'text/plain': 'True'", "image/png"],
    "sweep_and_heat_map": ["250 of 250 runs are stored, 0 failed", "figure_1.pdf", "image/png"],
}
"""What the text of a notebook builds on."""


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom_and_shows_what_its_text_says(path: Path, tmp_path: Path) -> None:
    shown = outputs(executed(path, tmp_path))  # an error in a cell is raised
    complaints = [output["text"] for output in shown if output.get("name") == "stderr"]
    assert complaints == [], "a notebook for newcomers shows no warnings"
    text = "\n".join(f"{output.get('text', '')} {output.get('data', '')}" for output in shown)
    assert [claim for claim in SHOWN[path.stem] if claim not in text] == []
