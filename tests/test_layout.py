"""The repository keeps its shape: imports run one way, the command line loads little, the README stands alone."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

import consortium

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "consortium",
    "simulation",
    "scenarios",
    "experiments",
    "classroom",
    "notebooks",
    "tests",
    "benchmarks",
    "docs",
)

# Imports go from later levels to earlier ones. What stands in one level does not know of its neighbours there, but the
# files of one place (`rules`, `phases`, `experiments` …) may use each other.
LAYERS = (
    {"scenarios", "simulation"},
    {"simulation.compilation", "simulation.parameters"},
    {"simulation.checking", "simulation.randomness", "simulation.sorting", "simulation.ticks"},
    {"simulation.policies"},
    {"simulation.state"},
    {"simulation.parallel", "simulation.rules", "simulation.scenario"},
    {"simulation.phases"},
    {"simulation.agents", "simulation.outputs"},
    {"simulation.extensions", "simulation.reference"},
    {"simulation.model"},
    {"simulation.saving"},
    {"experiments"},
    {"classroom", "notebooks"},
    {"consortium"},
)
MAPPED = ("simulation", "scenarios", "experiments", "classroom")  # top-level folders that are packages of `consortium`
MOST_MODULES = 15
LEVEL = {place: level for level, places in enumerate(LAYERS) for place in places}

# Files of results, the terminal, pictures and the web are no business of the model.
NOT_IN_SIMULATION = {"dask", "fastapi", "filelock", "jinja2", "matplotlib", "pyarrow", "rich", "typer", "uvicorn"}
HEAVY = {"matplotlib", "mesa", "networkx", "numba", "numpy", "pandas", "pyarrow", "scipy"}


def place(module: str) -> str:
    """The layer of a module: `simulation.rules.school` at `simulation.rules`."""
    folder, *inside = module.split(".")
    if folder == "simulation" and inside:
        return f"{folder}.{inside[0]}"
    return folder


def modules() -> Iterator[tuple[str, Path]]:
    """The name (from the repository's root) and the file of every module of the layers."""
    for folder in {name.split(".")[0] for name in LEVEL}:
        for path in (ROOT / folder).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Everything in a source that may run: what stands under `if TYPE_CHECKING` does not."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from statements(child)


def imported(source: str, package: str) -> Iterator[str]:
    """Every module that a source imports, wherever in it, with ours named from the repository's root."""
    for node in statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # The folder `consortium` is the package itself, in which all other folders are mapped.
            above = (package if package.partition(".")[0] == "consortium" else f"consortium.{package}").split(".")
            above = above[: len(above) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            top, _, ours = name.partition(".")
            yield ours if top == "consortium" and ours.partition(".")[0] in MAPPED else name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from ..simulation.model import ConsortiumModel", "simulation.model"),
        ("from .. import simulation", "simulation"),
        ("from ..simulation import model", "simulation.model"),
        ("from . import figures", "experiments"),
        ("from ..simulation.scenario.files import read", "simulation.scenario"),
        ("def f():\n    import consortium.simulation.agents", "simulation.agents"),
        ("from consortium.simulation import rules as r", "simulation.rules"),
        ("from consortium import compare", "consortium"),
        ("import numpy.random as r", "numpy"),
        ("if TYPE_CHECKING:\n    from ..classroom import server\nimport mesa", "mesa"),
    ],
)
def test_an_import_is_recognised_however_it_is_written(source: str, found: str) -> None:
    assert [place(name) for name in imported(source, "experiments")] == [found]


def test_every_module_belongs_to_a_layer() -> None:
    assert {place(name) for name, _ in modules()} <= set(LEVEL), "a new module needs a level in LAYERS"


def test_imports_run_one_way() -> None:
    wrong = []
    for name, path in modules():
        here = place(name)
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for target in imported(path.read_text(encoding="utf-8"), package):
            there = place(target)
            if there in LEVEL and there != here and LEVEL[there] >= LEVEL.get(here, len(LAYERS)):
                wrong.append(f"{path.relative_to(ROOT)} imports {target}")
    assert wrong == []


def import_graph() -> dict[str, set[str]]:
    """The modules of the layers, and which of them each imports, wherever in it."""
    files = dict(modules())
    graph: dict[str, set[str]] = {}
    for name, path in files.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        # `from .x import f` names `x.f`: the module is `x`, unless `x.f` is one itself.
        found = {
            target if target in files else target.rpartition(".")[0]
            for target in imported(path.read_text(encoding="utf-8"), package)
        }
        graph[name] = {target for target in found if target in files} - {name}
    return graph


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Modules that import one another, directly or by way of others."""
    connected = nx.strongly_connected_components(nx.DiGraph([(one, other) for one in graph for other in graph[one]]))
    return sorted(sorted(modules) for modules in connected if len(modules) > 1)


def test_no_modules_import_one_another_not_even_within_functions() -> None:
    graph = import_graph()
    assert sum(map(len, graph.values())) > len(graph), "the graph of imports is not empty"
    assert circles(graph) == []


def test_a_circle_of_imports_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_no_folder_holds_more_modules_than_a_reader_can_look_through() -> None:
    counts = Counter(path.parent.relative_to(ROOT).as_posix() for _, path in modules())
    assert {folder: number for folder, number in counts.items() if number > MOST_MODULES} == {}


def test_every_folder_of_modules_is_installed() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT).as_posix() for _, path in modules()}
    names = {
        folder: f"consortium.{folder}".replace("/", ".").replace("consortium.consortium", "consortium")
        for folder in folders
    }
    assert sorted(names.values()) == sorted(setuptools["packages"])
    mapped = {name: folder for folder, name in names.items() if not folder.startswith("consortium/")}
    assert mapped == setuptools["package-dir"]


def test_the_model_knows_nothing_of_files_pictures_and_the_web() -> None:
    wrong = []
    for name, path in modules():
        if name.startswith("simulation"):
            tops = {target.split(".")[0] for target in imported(path.read_text(encoding="utf-8"), "simulation")}
            wrong += [f"{path.relative_to(ROOT)} imports {top}" for top in sorted(tops & NOT_IN_SIMULATION)]
    assert wrong == []


def test_the_package_has_all_its_public_names() -> None:
    for name in consortium.__all__:
        assert getattr(consortium, name) is not None
    assert set(consortium.__all__) <= set(dir(consortium))
    with pytest.raises(AttributeError, match="no attribute 'comparison'"):
        _ = consortium.comparison


@pytest.mark.parametrize("module", ["consortium", "consortium.cli"])
def test_importing_the_package_or_its_command_line_loads_little(module: str) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert HEAVY.isdisjoint(loaded)


def test_all_folders_are_there_and_on_the_map() -> None:
    assert [name for name in FOLDERS if not (ROOT / name).is_dir()] == []
    for readme in ("README.md", "README.zh.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert [name for name in FOLDERS if f"{name}/" not in text] == [], readme


def bash_blocks(readme: str) -> list[str]:
    """The contents of the ```bash blocks of a README."""
    return re.findall(r"^```bash *\n(.*?)^```", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_two_commands_are_one_line_each_and_the_same_in_both_languages() -> None:
    first, second = bash_blocks("README.md")[:2]
    assert first.count("\n") == second.count("\n") == 1
    assert "consortium compare " in first
    assert "pytest" in second
    assert bash_blocks("README.zh.md")[:2] == [first, second]


def test_pins_are_exact_and_name_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pin = re.compile(r'[a-z0-9._-]+==[0-9][0-9a-z.]*( ; python_version (<|>=) "3\.\d+")?')
    assert [line for line in lines if not line.startswith("#") and not pin.fullmatch(line)] == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout, so it is unknown which files belong to the repository")
    own = [re.escape(str(path)) for path in (ROOT, Path.home()) if len(path.parts) > 2]
    places = ["/(?:home|Users|root|work|workspace|mnt|private)/", r"[A-Za-z]:\\+Users\\", *own]
    # Not `docs/home/`, nor `https://example.org/mnt/`.
    machine = re.compile(r"(?<![\w.*)}\]-])(?:" + "|".join(places) + ")")
    wrong = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_bytes().decode("utf-8", errors="ignore").splitlines(), start=1):
            if found := machine.search(line):
                wrong.append(f"{name}:{number} {found.group()}")
    assert wrong == []
