"""A laboratory for industry-education consortia: the model, ways to use it, and the command ``consortium``.

    from consortium import ConsortiumModel, load_scenario

    model = ConsortiumModel(load_scenario("baseline"), rng=1)

Public names are fetched on first use, so that ``import consortium`` and ``consortium --help`` need not wait for Mesa,
Numba and pandas.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Absolute, unlike everywhere else: seen from this folder of a checkout, ``.simulation`` is not there to be checked.
    from consortium.experiments.comparison.comparison import compare
    from consortium.experiments.results import results
    from consortium.experiments.sweeps.design.design import load_design
    from consortium.experiments.sweeps.execution.driver import sweep
    from consortium.simulation.model import ConsortiumModel
    from consortium.simulation.scenario import load_scenario

__all__ = ["ConsortiumModel", "__version__", "compare", "load_design", "load_scenario", "results", "sweep"]
__version__ = "0.1.0"

_HOMES = {
    "ConsortiumModel": "simulation.model",
    "compare": "experiments.comparison.comparison",
    "load_design": "experiments.sweeps.design.design",
    "load_scenario": "simulation.scenario",
    "results": "experiments.results",
    "sweep": "experiments.sweeps.execution.driver",
}

# Installed, the subpackages lie inside this folder; in a checkout they lie beside it. ``python -m`` puts the current
# folder first, so at the root of a checkout this file hides an installed copy and must lead to its own neighbours.
_here = Path(__file__).parent
if not (_here / "simulation").is_dir() and (_here.parent / "simulation").is_dir():
    __path__.append(str(_here.parent))
del _here


def __getattr__(name: str) -> object:
    """Import the module that holds a public name when the name is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Show the public names whether they have been fetched or not."""
    return sorted({*globals(), *__all__})
