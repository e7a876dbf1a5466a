"""On which numbers a result rests: read from the rules, and in agreement with what the rules do."""

from types import SimpleNamespace
from typing import Any

import pytest

from consortium.experiments.validation import assumptions
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.parameters import DERIVED, PARAMETERS
from consortium.simulation.policies.instruments import MandateQuota, Subsidy
from consortium.simulation.rules import common, consortium, enterprise, labour, support, training
from consortium.simulation.scenario import load_scenario

BASE = load_scenario("baseline")


class Watched:
    """A record of levers that notes which of them are read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        value = PARAMETERS[name].default if name in PARAMETERS else 0.0
        parameter = PARAMETERS.get(name)
        return parameter.choices.index(str(value)) if parameter is not None and parameter.choices else value


ENTERPRISE = SimpleNamespace(
    field=0, qhat=0.6, net0=-1.0, rhat_3=0.4, rhat_2=0.2, form=0, friction=1.0, size=100.0, places=3.0, aware=1,
    member=1, agreement_left=0, depth=3, neighbours_training=0.1, horizon=1.0, offer_experience=0.3, offer_tenure=4,
    log_size=0.5, honesty=1.0, hands=-5.0, new_trainer=0, certified=0, offer_alignment=0.2, hired=3, on_platform=1,
)  # fmt: skip
MARKET = SimpleNamespace(risk=1.0, rivals=0.5, tightness=1.0, procurement=1.0, base_usable=0.0)
CONSORTIUM = SimpleNamespace(platform_eff=0.1, member_share=0.2, counted_share=0.1, hired_from_members=0.1)
GOVERNMENT = SimpleNamespace(memory=1.0)


@pytest.mark.parametrize(
    ("rule", "arguments"),
    [
        (support.over_claiming_gain, (ENTERPRISE,)),
        (training.fixed_cost, (ENTERPRISE, 3, 1, 0.0, MARKET, CONSORTIUM)),
        (support.subsidy_expected, (ENTERPRISE, 2)),
        (enterprise.dispute_chance, (ENTERPRISE, 1)),
        (enterprise.enterprise_values_depth, (ENTERPRISE, 3, 1, MARKET, CONSORTIUM, GOVERNMENT)),
        (labour.first_wage, (0.6, 0.1, 1.0)),
        (consortium.platform_strength, (0.5,)),
    ],
    ids=lambda thing: getattr(thing, "__name__", ""),
)
def test_what_a_rule_reads_when_it_runs_was_found_in_its_source(
    rule: Any, arguments: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
):
    # Rules call each other as plain Python, so that all reads are seen.
    for module in (common, consortium, training, support, enterprise, labour):
        for name, thing in vars(module).items():
            if hasattr(thing, "py_func"):
                monkeypatch.setattr(module, name, thing.py_func)
    now = Watched()
    rule.py_func(*arguments, now)
    read = now.read & PARAMETERS.keys()
    assert read
    assert read <= assumptions.read_by([rule.py_func.__name__])


def test_every_function_has_a_name_of_its_own():
    text = "\n".join(path.read_text(encoding="utf-8") for path in assumptions.sources())
    assert len(assumptions.functions()) == sum(line.startswith("def ") for line in text.splitlines())


def test_rules_read_parameters_and_what_follows_from_them_only():
    """A record under another name, or a field that is no parameter, would be overlooked."""
    assert set(DERIVED).isdisjoint(PARAMETERS)
    every = frozenset().union(*(function.reads for function in assumptions.functions().values()))
    unread = PARAMETERS.keys() - every
    assert unread == {
        "base_field_weights", "budget_at_scale", "budget_per_student", "enterprises", "field_glamour",
        "field_procurement", "field_risk", "field_shares", "first_mix_popular", "governance", "intake",
        "neighbours_each_side", "profile_floor", "profile_shape", "regions", "rep_rate", "schools", "years",
    }  # fmt: skip


def test_headlines_and_the_rules_that_settle_them_exist():
    assert set(assumptions.SETTLED_BY) <= set(METRICS)
    for rules in assumptions.SETTLED_BY.values():
        assert set(rules) <= set(assumptions.functions())
        assert len(assumptions.read_by(rules)) > 10


@pytest.mark.parametrize(
    ("metric", "names"),
    [
        ("deep_participation", {"beta", "image", "F_cotraining", "subsidy", "entity_gain", "poach", "aware_peer"}),
        ("training_quality", {"k_p", "k_th", "alpha", "omega", "e_own"}),
        ("talent_match", {"transfer", "search_own", "hire_min"}),
        ("public_spending", {"subsidy", "audit_cost", "cost_entity", "tax_rate"}),
    ],
)
def test_a_headline_rests_on_the_numbers_of_its_rules(metric: str, names: set[str]):
    assert names <= assumptions.read_by(assumptions.SETTLED_BY[metric])


@pytest.mark.parametrize(
    ("lever", "beside"),
    [
        ("subsidy", {"penalty", "leak", "prepaid", "approval"}),
        ("entity", {"s_e", "entity_gain", "anti_poach", "tenure_gain", "cost_entity"}),
        ("platform", {"platform_network", "cost_platform"}),
        ("mentor_ratio", {"mentor_cost", "mentor_gain"}),
        ("governance", {"member_image", "dispute_cost"}),
    ],
)
def test_a_lever_acts_through_the_numbers_beside_it(lever: str, beside: set[str]):
    found = assumptions.beside([lever])
    assert beside <= found
    assert lever not in found
    assert len(found) < 40  # not simply everything that the step reads


def test_a_strength_of_zero_moves_nothing():
    assert assumptions.levers_moved(load_scenario("consortium_entity"), BASE) == {"entity"}  # a fee of 0 is added
    assert assumptions.levers_moved(BASE.with_(name="placebo", policies=[Subsidy(per_trainee=0)]), BASE) == frozenset()


def test_levers_are_moved_by_what_is_added_dropped_or_changed():
    paid = BASE.with_(name="paid", policies=[Subsidy(per_trainee=1)])
    assert assumptions.levers_moved(BASE, paid) == {"subsidy"}
    assert assumptions.levers_moved(BASE.with_({"poach": 0.3}, name="poach"), paid) == {"subsidy", "poach"}


def test_numbers_of_mechanisms_that_nobody_turns_on_are_left_out():
    names = assumptions.read_by(assumptions.SETTLED_BY["deep_participation"])
    assert "quota_push" in names
    without = assumptions.at_work(names, (BASE, load_scenario("subsidy_only")))
    assert not [name for name in without if PARAMETERS[name].group == "mechanisms"]
    quota = BASE.with_(name="quota", policies=[MandateQuota(quota=0.8)])
    assert "quota_push" in assumptions.at_work(names, (BASE, quota))
    assert "quota_push" in assumptions.at_work(names, (BASE.with_({"quota": 0.1}), quota))
