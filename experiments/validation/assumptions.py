"""On which numbers a result rests, read from the rules themselves.

The rules are functions that read parameters by name from the record `now` (in the phases, `levers`). From their source
follows which numbers each of them reads, itself and through the rules it calls:

- an *output* rests directly on what is read by the rules that settle it (`SETTLED_BY`). What these rules take from
  elsewhere – talent match from who was trained – rests on the numbers of those other outputs in its turn;
- a *reform* acts through the levers it moves. How it acts is decided by the numbers that stand beside them: those of
  a term that reads one of these levers or calls a rule that does, and of all else that this term calls. The terms of
  a statement are what its outermost + and − join. A rule that returns what such a rule gives, or a rule of it, counts
  as one.

Neither says how strongly a result reacts to a number: that needs a sweep.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...simulation import phases, rules
from ...simulation.outputs import tally
from ...simulation.parameters import PARAMETERS, defaults
from ...simulation.policies.governance import governed
from ...simulation.scenario import Scenario
from ..comparison.outcomes import levers_touched

RECORDS = frozenset({"now", "levers"})
"""What the record of levers is called in rules and phases."""

SETTLED_BY: Mapping[str, tuple[str, ...]] = {
    "deep_participation": ("schools_reach_out", "enterprises_choose"),
    "training_quality": ("schools_develop", "places_are_offered", "students_learn", "adequacy"),
    "talent_match": ("students_enter", "cohort_graduates", "graduates_look_beyond", "labour_markets_clear"),
    "public_spending": ("governments_open_budgets", "accounts_settle"),
}
"""Headline outputs, and the steps of the calendar, or rules, that settle them."""

OPTIONAL = "mechanisms"
"""The group of parameters that are neutral at their defaults: they count only where an arm leaves these."""


@dataclass(frozen=True)
class Piece:
    """What a function, or one term of it, reads and calls."""

    reads: frozenset[str]
    calls: frozenset[str]


@dataclass(frozen=True)
class Function(Piece):
    """One function of the rules, its terms one by one, and the functions whose result it returns or turns into it."""

    terms: tuple[Piece, ...]
    passes_on: frozenset[str]


@cache
def functions() -> Mapping[str, Function]:
    """Every function of rules and phases by name."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources()]
    nodes = {node.name: node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    names = frozenset(nodes)
    return {name: _function(node, names - {name}) for name, node in nodes.items()}


def sources() -> Iterator[Path]:
    """The files of the rules, of the phases and of what counts their outcomes."""
    yield Path(str(tally.__file__))
    for package in (rules, phases):
        yield from sorted(Path(str(package.__file__)).parent.glob("*.py"))


def _function(node: ast.FunctionDef, names: frozenset[str]) -> Function:
    parts = [term for part in ast.walk(node) if isinstance(part, ast.stmt) for term in _terms_of(part)]
    whole = _piece(node.body, names)
    returned = [term for part in ast.walk(node) if isinstance(part, ast.Return) for term in _terms_of(part)]
    passes_on = _piece([term for term in returned if isinstance(term, ast.Call)], names).calls
    return Function(whole.reads, whole.calls, tuple(_piece([term], names) for term in parts), passes_on)


def _terms_of(statement: ast.stmt) -> Iterator[ast.AST]:
    """The terms of a statement, without the statements inside it."""
    for part in ast.iter_child_nodes(statement):
        if not isinstance(part, ast.stmt):
            yield from _terms(part)


def _terms(expression: ast.AST) -> Iterator[ast.AST]:
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add | ast.Sub):
        yield from _terms(expression.left)
        yield from _terms(expression.right)
    else:
        yield expression


def _piece(parts: Iterable[ast.AST], names: frozenset[str]) -> Piece:
    nodes = [node for part in parts for node in ast.walk(part)]
    attributes = [node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    reads = {node.attr for node in attributes if getattr(node.value, "id", "") in RECORDS}
    calls = {node.id for node in nodes if isinstance(node, ast.Name)}
    return Piece(frozenset(reads & PARAMETERS.keys()), names & calls)


def read_by(names: Iterable[str]) -> frozenset[str]:
    """Parameters that functions read, themselves and through all that they call."""
    known = functions()
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += known[name].calls
    return frozenset().union(*(known[name].reads for name in seen))


def levers_moved(reform: Scenario, base: Scenario) -> frozenset[str]:
    """Parameters in which two arms differ: by strengths of policies that only one of them has, or by their values."""
    return levers_touched(reform, base) | levers_touched(base, reform)


def beside(levers: Iterable[str]) -> frozenset[str]:
    """Parameters that decide how levers act: those that stand beside them in the rules, without the levers."""
    wanted = set(levers)
    if "governance" in wanted:  # no rule reads it: it sets other levers
        wanted |= governed(defaults()).keys() & PARAMETERS.keys()
    known = functions()
    readers = {name for name, rule in known.items() if rule.reads & wanted}
    while more := {name for name, rule in known.items() if name not in readers and rule.passes_on & readers}:
        readers |= more
    terms = [term for rule in known.values() for term in rule.terms if term.reads & wanted or term.calls & readers]
    return frozenset().union(*(term.reads | read_by(term.calls - readers) for term in terms)) - wanted


def at_work(names: Iterable[str], arms: Sequence[Scenario]) -> list[str]:
    """The parameters among `names` that can matter to these arms, in the order of the tables.

    Numbers of optional mechanisms are left out if no arm leaves a default of any of them.
    """
    optional = optional_at_work(arms)
    chosen = set(names)
    return [
        name for name, parameter in PARAMETERS.items() if name in chosen and (optional or parameter.group != OPTIONAL)
    ]


def optional_at_work(arms: Sequence[Scenario]) -> bool:
    """Whether any arm, the baseline first, leaves the default of a number of an optional mechanism."""
    return any(_moves_a_mechanism(arm, arms[0]) for arm in arms)


def _moves_a_mechanism(arm: Scenario, base: Scenario) -> bool:
    levers = {lever for policy in arm.policies for lever in policy.levers().values()} | levers_moved(arm, base)
    own = {name for region in arm.regions for name in region}
    return any(
        parameter.group == OPTIONAL and (name in levers or name in own or arm.parameters[name] != parameter.default)
        for name, parameter in PARAMETERS.items()
    )
