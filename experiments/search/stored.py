"""A finished search, read again from its folder: nothing is simulated, and Optuna is not needed.

found = stored_search("results/incentives")
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ...simulation.checking import Refused
from ...simulation.scenario import Scenario, ScenarioError
from ...simulation.scenario.institutions import Frozen
from ..presentation.money import Budget
from ..storage import manifest as manifests
from ..storage.folder import MANIFEST, FolderError
from ..sweeps.design.factors import Factor, unspelled
from .bundles import Bundle, Institution, Instrument, Space
from .evolution import Generation
from .folder import JOURNAL, KIND, journal_in
from .front import Found
from .policy_search import NUMBERS, PolicySearch

__all__ = ["bundle_in", "stored_search"]


def stored_search(folder: str | os.PathLike[str]) -> Found:
    """What a search found, from its manifest, the bundles that it tried and what was measured of them.

    Raises FolderError if the folder holds no search, or one that is not finished or not of this version.
    """
    path = Path(folder)
    manifest = manifests.read(path / MANIFEST)
    if manifest is None or manifest["kind"] != KIND:
        raise FolderError(f"{path} holds no search; allowed: a folder that consortium search wrote")
    try:
        tried = pd.read_parquet(path / "evaluated.parquet")
        search = _search(manifest, int(tried["generation"].max()))
        bundles = [bundle_in(search.space, row) for row in tried.to_dict("records")]
        journal = journal_in(path)
    except FileNotFoundError:
        raise FolderError(f"{path} holds a search that is not finished; go on with --resume") from None
    except (KeyError, TypeError, ValueError, OSError, StopIteration, ScenarioError, Refused) as error:
        raise FolderError(f"{path} cannot be understood by this version: {type(error).__name__}: {error}") from None
    generations = [
        Generation(int(number), tuple(bundles[place] for place in places))  # type: ignore[call-overload]
        for number, places in tried.groupby("generation").indices.items()
    ]
    found = Found(search, generations, journal)
    if not set(found.tried) <= {key for stage, key in (*journal.outputs, *journal.errors) if stage == "search"}:
        raise FolderError(f"{path}: evaluated.parquet and {JOURNAL} do not belong together")
    return found


def bundle_in(space: Space, row: Mapping[Any, Any]) -> Bundle:
    """The bundle in a row of the tables front or evaluated."""
    instruments = {}
    for instrument in space.instruments:
        if row[f"policy.{instrument.kind}"]:
            instruments[instrument.kind] = Frozen(
                {instrument.field_of(factor): _value(factor, row[factor.key]) for factor in instrument.factors}
            )
    changed = {}
    for institution in space.institutions:
        written = row[f"parameters.{institution.name}"]
        if not pd.isna(written) and written != "":
            changed[institution.name] = next(v for v in institution.alternatives if _same(v, written))
    return Bundle(Frozen(instruments), Frozen(changed))


def _same(value: object, written: object) -> bool:
    """Whether a value of an institution is what a table has, as a text or read as a number."""
    return str(value) == str(written) or (not isinstance(value, str) and float(str(written)) == value)


def _value(factor: Factor, value: Any) -> float | int:
    return int(value) if factor.kind == "count" else float(value)


def _search(manifest: Mapping[str, Any], generations: int) -> PolicySearch:
    """The search that a manifest describes, with what it does not hold left empty."""
    about = manifest[KIND]
    base = Scenario.from_dict(about["base"], MANIFEST)
    return PolicySearch(
        name=str(about["name"]),
        title=about["title"],
        question={"en": "", "zh": ""},
        source="",
        base=base,
        based_on=base.name,
        space=Space(
            tuple(_instrument(table) for table in about["instruments"]),
            tuple(Institution(n, tuple(map(unspelled, values))) for n, values in about["institutions"].items()),
        ),
        budget=Budget(float(about["budget"]["yuan"]), about["budget"]["of"]),
        goals=tuple(about["objectives"]),
        ensemble=str(about["ensemble"]),
        sets=tuple(about["sets"]),
        generations=generations,
        **{name: int(about[name]) for name in NUMBERS},
    )


def _instrument(table: Mapping[str, Any]) -> Instrument:
    fixed = {key: value for key, value in table.items() if key not in ("kind", "searched")}
    return Instrument(str(table["kind"]), fixed, tuple(Factor.from_dict(factor) for factor in table["searched"]))
