"""Who leads the consortium changes what stands, and nothing where government leads."""

from __future__ import annotations

import math

import pytest

from consortium.simulation.parameters import DERIVED, PARAMETERS, defaults
from consortium.simulation.policies import Policy
from consortium.simulation.policies.governance import GOVERNANCE, governed
from consortium.simulation.policies.instruments import ConsortiumEntity, MandateQuota
from consortium.simulation.scenario import ScenarioError, load_scenario

EACH = pytest.mark.parametrize("mode", GOVERNANCE)
REACHED = ("fee", "voice", "autonomy_cost", "dispute_rate", "mandate", "open_share")


def test_every_mode_that_a_file_can_choose_has_its_row():
    assert tuple(GOVERNANCE) == PARAMETERS["governance"].choices


def test_where_government_leads_everything_stands_as_declared():
    """Start values were found under government's lead."""
    values = governed(defaults())
    assert values == {**{name: PARAMETERS[name].default for name in REACHED}, "government_bears": 1.0}


def test_where_enterprises_lead_they_pay_and_decide():
    led, standing = governed({**defaults(), "governance": "enterprise_led"}), governed(defaults())
    assert led["government_bears"] == 0.0
    assert led["fee"] > standing["fee"]
    assert led["voice"] > standing["voice"]
    for lowered in ("autonomy_cost", "dispute_rate", "mandate"):
        assert led[lowered] < standing[lowered]


def test_a_body_above_all_opens_places_and_settles_disputes_at_the_price_of_autonomy():
    supervised, standing = governed({**defaults(), "governance": "supervised"}), governed(defaults())
    assert supervised["open_share"] > standing["open_share"]
    assert supervised["dispute_rate"] < standing["dispute_rate"]
    assert supervised["autonomy_cost"] > standing["autonomy_cost"]


def test_a_joint_lead_lies_between_in_what_is_paid_and_decided():
    government, joint, enterprise = (
        governed({**defaults(), "governance": mode}) for mode in ("government_led", "joint", "enterprise_led")
    )
    for name in ("fee", "voice"):
        assert government[name] < joint[name] < enterprise[name]
    for name in ("government_bears", "autonomy_cost"):
        assert government[name] > joint[name] > enterprise[name]


@EACH
def test_values_stay_within_their_bounds_and_names_are_those_that_rules_read(mode: str):
    for end in ("low", "high"):
        standing = {name: getattr(PARAMETERS[name], end) for name in REACHED}
        for name, value in governed({**defaults(), **standing, "governance": mode}).items():
            assert math.isfinite(value)
            if name in DERIVED:
                assert 0.0 <= value <= 1.0
            else:
                assert PARAMETERS[name].low <= value <= PARAMETERS[name].high


@pytest.mark.parametrize(
    ("mode", "policy", "lever"),
    [
        ("enterprise_led", MandateQuota(mandate=-0.30), "mandate = -0.1"),
        ("government_led", ConsortiumEntity(level=0.0, fee=-3.0), "fee = -0.2"),
    ],
)
def test_policies_add_to_what_governance_leaves(mode: str, policy: Policy, lever: str):
    with pytest.raises(ScenarioError, match=lever):
        load_scenario("baseline").with_({"governance": mode}, policies=[policy])


def test_a_policy_may_abolish_what_governance_adds():
    scenario = load_scenario("baseline").with_({"governance": "enterprise_led"})
    assert scenario.with_(policies=[ConsortiumEntity(level=0.0, fee=-5.6)]).policies
