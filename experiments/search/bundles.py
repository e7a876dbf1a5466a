"""What a search may put together: instruments, each in or out and with its strengths, and institutions.

    space.bundle({"subsidy": True, "subsidy.per_trainee": 0.5, …})      # a bundle from genes
    space.scenario(base, bundle)                                        # as a reform of the base

A gene is whether an instrument is in, how far a number is on the way through its range (0 to 1, in `STEPS` steps), or
which of its alternatives an institution has (0: as it stands).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ...simulation.parameters import PARAMETERS
from ...simulation.policies import POLICIES, Policy, make_policy
from ...simulation.scenario import Scenario
from ...simulation.scenario.institutions import Frozen, spelled
from ..presentation.labels import in_text
from ..presentation.language import name_of
from ..presentation.units import choice_said
from ..sweeps.design.factors import Factor

__all__ = ["STEPS", "Bundle", "Genes", "Institution", "Instrument", "Space"]

STEPS = 20
"""Steps of a range: with a finer grid most bundles would differ by less than chance."""

Genes = Mapping[str, bool | float | int]


@dataclass(frozen=True)
class Instrument:
    """An instrument that may be in a bundle: what is the same in all bundles, and what is searched."""

    kind: str
    fixed: Mapping[str, Any]
    factors: tuple[Factor, ...]

    def field_of(self, factor: Factor) -> str:
        """The field of the policy that a factor sets."""
        return factor.key.rpartition(".")[2]

    def policy(self, values: Mapping[str, Any]) -> Policy:
        """The instrument with some values of what is searched. Raises Refused."""
        return make_policy({"kind": self.kind, **self.fixed, **values})

    def values(self, shares: Mapping[str, float]) -> dict[str, Any]:
        """What the fields are at shares from 0 to 1 of their ranges."""
        found = {}
        for factor in self.factors:
            value = factor.at(np.array([shares[self.field_of(factor)]]))[0]
            found[self.field_of(factor)] = value.item() if hasattr(value, "item") else value
        return found


@dataclass(frozen=True)
class Institution:
    """A parameter of what stands that a bundle may change, and what it may become."""

    name: str
    alternatives: tuple[Any, ...]


@dataclass(frozen=True)
class Bundle:
    """Instruments by kind, with the values that were searched, and institutions with what they become."""

    instruments: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: Frozen({}))
    institutions: Mapping[str, Any] = field(default_factory=lambda: Frozen({}))

    @cached_property
    def key(self) -> str:
        """The same for the same bundle, and for no other one."""
        content = [
            {kind: dict(values) for kind, values in self.instruments.items()},
            {name: spelled(value) for name, value in self.institutions.items()},
        ]
        return json.dumps(content, sort_keys=True, allow_nan=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """Keys of what is in it: policy.KIND and parameters.NAME, since an instrument may be called as a parameter."""
        return (*(f"policy.{kind}" for kind in self.instruments), *(f"parameters.{name}" for name in self.institutions))

    def without(self, part: str) -> Bundle:
        """The same without an instrument, or with an institution as it stands."""
        return Bundle(
            Frozen({kind: values for kind, values in self.instruments.items() if part != f"policy.{kind}"}),
            Frozen({name: value for name, value in self.institutions.items() if part != f"parameters.{name}"}),
        )

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        return not self.instruments and not self.institutions

    def names(self, lang: str) -> list[str]:
        """What is in it, for a list."""
        found = [in_text(name_of(POLICIES[kind], lang)) for kind in self.instruments]  # type: ignore[arg-type]
        for name, value in self.institutions.items():
            said = choice_said(value, lang) if isinstance(value, str) else f"{spelled(value):g}"
            found.append(f"{in_text(name_of(PARAMETERS[name], lang))} = {said}")
        return found

    def said(self, lang: str) -> str:
        """What is in it, in a line."""
        if self.is_empty:
            return "没有政策" if lang == "zh" else "nothing"
        return ("、" if lang == "zh" else ", ").join(self.names(lang))


@dataclass(frozen=True)
class Space:
    """All that may be in a bundle."""

    instruments: tuple[Instrument, ...]
    institutions: tuple[Institution, ...]

    def bundle(self, genes: Genes) -> Bundle:
        """The bundle that genes stand for; genes of instruments that are out say nothing."""
        chosen = {}
        for instrument in self.instruments:
            if genes[instrument.kind]:
                fields = [instrument.field_of(factor) for factor in instrument.factors]
                shares = {name: float(genes[f"{instrument.kind}.{name}"]) for name in fields}
                chosen[instrument.kind] = Frozen(instrument.values(shares))
        changed = {}
        for institution in self.institutions:
            if place := int(genes[institution_gene(institution)]):
                changed[institution.name] = institution.alternatives[place - 1]
        return Bundle(Frozen(chosen), Frozen(changed))

    def alone(self, share: float) -> Iterator[dict[str, bool | float | int]]:
        """Genes of bundles of one instrument each, with its numbers at a share of their ranges."""
        for instrument in self.instruments:
            yield {**self._none(share), instrument.kind: True}

    def together(self, share: float) -> dict[str, bool | float | int]:
        """Genes of the bundle of all instruments, with their numbers at a share of their ranges."""
        return {**self._none(share), **{instrument.kind: True for instrument in self.instruments}}

    def _none(self, share: float) -> dict[str, bool | float | int]:
        genes: dict[str, bool | float | int] = {}
        for instrument in self.instruments:
            genes[instrument.kind] = False
            genes |= {f"{instrument.kind}.{instrument.field_of(factor)}": share for factor in instrument.factors}
        return genes | {institution_gene(institution): 0 for institution in self.institutions}

    def policies(self, bundle: Bundle) -> tuple[Policy, ...]:
        """The policies of a bundle. Raises Refused."""
        known = {instrument.kind: instrument for instrument in self.instruments}
        return tuple(known[kind].policy(values) for kind, values in bundle.instruments.items())

    def scenario(self, base: Scenario, bundle: Bundle) -> Scenario:
        """A bundle as a reform of a base. Raises ScenarioError and Refused."""
        policies = (*base.policies, *self.policies(bundle))
        return base.with_(
            {f"parameters.{name}": value for name, value in bundle.institutions.items()}, policies=policies
        )


def institution_gene(institution: Institution) -> str:
    """The gene of an institution."""
    return f"parameters.{institution.name}"
