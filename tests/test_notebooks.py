"""The notebooks run from top to bottom, and show what is stored with them.

Outputs are stored for readers without Jupyter, pictures made small (`docs/run_notebooks.py`). What a cell prints is
compared with a run, so that a text does not tell of numbers that the model no longer gives.
"""

from __future__ import annotations

import importlib.util
import json
import platform
import re
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from nbformat import NotebookNode

nbformat = pytest.importorskip("nbformat", reason="the extra dev is not installed")
pytest.importorskip("nbclient", reason="the extra dev is not installed")
pytest.importorskip("ipykernel", reason="the extra dev is not installed")

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SAME_BITS = json.loads((ROOT / "tests" / "golden.json").read_text(encoding="utf-8"))["platform"] == (
    f"{platform.system()}-{platform.machine()}"
)
"""Whether this is the platform on which the outputs were computed; on others digits may differ."""


@pytest.fixture(scope="module")
def running() -> ModuleType:
    """The script that runs notebooks, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("run_notebooks", ROOT / "docs" / "run_notebooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(notebook: NotebookNode) -> list[dict[str, Any]]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_with_the_outputs_of_its_code(path: Path, running: ModuleType) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.get("code") == running.code_digest(notebook), "run python docs/run_notebooks.py"
    assert [
        output for output in outputs(notebook) if output["output_type"] == "error" or output.get("name") == "stderr"
    ] == []
    assert any("image/png" in output.get("data", {}) for output in outputs(notebook))
    assert path.stat().st_size < 300_000, "its pictures are not made small"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_a_page_that_shows_the_same(path: Path, running: ModuleType) -> None:
    notebook = nbformat.read(path, as_version=4)
    page = ROOT / "docs" / "notebooks" / f"{path.stem}.html"
    assert page.read_text(encoding="utf-8") == running.page(notebook, path), "run python docs/run_notebooks.py"
    for link in re.findall(r'href="([^"#]+)"', page.read_text(encoding="utf-8")):
        assert link.startswith("https://") or (page.parent / link).is_file(), link


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.stem.endswith(".zh")], ids=lambda path: path.stem)
def test_a_notebook_in_chinese_has_the_same_cells_as_the_english_one(path: Path) -> None:
    english = nbformat.read(path.with_name(path.name.replace(".zh", "")), as_version=4)
    chinese = nbformat.read(path, as_version=4)
    assert [cell.cell_type for cell in chinese.cells] == [cell.cell_type for cell in english.cells]

    def bare(source: str) -> str:
        """The code without texts, comments and the languages of figures."""
        source = re.sub(r"#.*", "", source)
        source = re.sub(r'f?"""[^"]*"""|f?"[^"\n]*"', '""', source)
        return re.sub(r"[\s,]+|lang=|lang\b|as\b|\"\"", "", source)

    for one, other in zip(english.cells, chinese.cells, strict=True):
        if one.cell_type == "code":
            assert bare(one.source) == bare(other.source)
        else:
            assert re.search("[\u3400-\u9fff]", other.source)


def test_the_app_of_the_notebook_is_that_of_the_guide() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "with_mesa.ipynb", as_version=4)
    (app,) = (cell.source for cell in notebook.cells if cell.source.startswith("%%writefile app.py"))
    assert f"```python\n{app.partition(chr(10))[2]}\n```" in (ROOT / "docs" / "mesa.md").read_text(encoding="utf-8")


SHOWN = {
    "compare_policies": ["12 effects with their intervals, by hand the same: True", "Deep participation rises by"],
    "compare_policies.zh": ["12个效应及其区间，手工计算结果相同：True", "深度参与率提高"],
    "first_run": ["the same until the reform, to the bit: True", "\nTrue\n"],
    "first_run.zh": ["改革之前逐位相同： True", "\nTrue\n"],
    "staged_rollout": [
        "Spillover overstates the effect on employment: True",
        "Spillover understates the effect on poaching: True",
        "Two-way fixed effects err even without spillover: True",
        "\nTrue\n",
    ],
    "staged_rollout.zh": [
        "溢出使对就业的效应被高估：True",
        "溢出使对挖人的效应被低估：True",
        "即使没有溢出，双向固定效应也有偏差：True",
        "\nTrue\n",
    ],
    "sweep_and_heat_map": ["250 of 250 runs are stored, 0 failed", "efficient, by cost:"],
    "theory_and_model": ["(1.0, 1.0, 0.0) stable", "The game says that"],
    "theory_and_model.zh": ["(1.0, 1.0, 0.0) 稳定", "博弈认为"],
    "with_mesa": ["60 enterprises,", "6 schools", "Writing app.py"],
}
"""What the text of a notebook builds on."""


RUN = [path for path in NOTEBOOKS if not path.stem.endswith(".zh") or path.stem == "first_run.zh"]
"""The notebooks that are run. Those in Chinese have the same code, so that one of them, for its figures, is enough."""


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path not in RUN], ids=lambda path: path.stem)
def test_a_notebook_in_chinese_that_is_not_run_stores_the_numbers_of_the_english_one(
    path: Path, running: ModuleType
) -> None:
    chinese = nbformat.read(path, as_version=4)
    english = nbformat.read(path.with_name(path.name.replace(".zh", "")), as_version=4)
    text = "\n".join(["", *running.printed(chinese), ""])
    assert [claim for claim in SHOWN[path.stem] if claim not in text] == []

    def numbers(notebook: NotebookNode) -> list[str]:
        """Those in tables; sentences give money in the units of their language."""
        tables = [output["data"].get("text/plain", "") for output in outputs(notebook) if "data" in output]
        return [number for table in tables for number in re.findall(r"-?\d+\.\d+", table)]

    assert len(numbers(english)) > 20
    assert numbers(chinese) == numbers(english)


@pytest.mark.slow
@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom_and_shows_what_is_stored(
    path: Path, running: ModuleType, tmp_path: Path
) -> None:
    stored = running.printed(nbformat.read(path, as_version=4))
    notebook = running.kept(running.executed(path, tmp_path))  # an error in a cell is raised
    complaints = [output["text"] for output in outputs(notebook) if output.get("name") == "stderr"]
    assert complaints == [], "a notebook for newcomers shows no warnings"
    printed = running.printed(notebook)
    text = "\n".join(["", *printed, ""])
    assert [claim for claim in SHOWN[path.stem] if claim not in text] == []
    if SAME_BITS:
        assert printed == stored, "run python docs/run_notebooks.py"
