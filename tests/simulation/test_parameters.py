"""Every number of the model is declared once, with its unit, its bounds, its names and where it comes from."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from consortium.simulation.parameters import DERIVED, GROUPS, NOW_DTYPE, PARAMETERS, Parameter, as_record, defaults

W = 56.0

EACH = pytest.mark.parametrize("p", PARAMETERS.values(), ids=lambda p: p.name)


def elements(p: Parameter) -> list[float]:
    if isinstance(p.default, str):
        return [float(p.choices.index(p.default))]
    return [float(v) for v in (p.default if isinstance(p.default, tuple) else (p.default,))]


@EACH
def test_a_default_lies_within_its_bounds(p: Parameter):
    if p.optional:
        assert p.default == math.inf
        return
    assert all(math.isfinite(v) and p.low <= v <= p.high for v in elements(p))


@EACH
def test_the_plausible_range_lies_within_the_bounds_and_holds_the_default(p: Parameter):
    if p.plausible is not None:
        low, high = p.plausible
        assert p.low <= low < high <= p.high
        assert low <= elements(p)[0] <= high


@EACH
def test_a_number_has_a_unit_and_names_in_both_languages(p: Parameter):
    assert p.unit
    assert re.search("[A-Za-z]", p.en)
    assert re.search("[\u4e00-\u9fff]", p.zh)
    assert p.group in GROUPS


@EACH
def test_a_number_has_a_source_or_is_marked_as_assumed(p: Parameter):
    assert p.status in ("sourced", "calibrated", "assumed")
    assert p.source or p.status == "assumed"


@EACH
def test_a_share_runs_from_nothing_to_all(p: Parameter):
    if p.share:
        assert (p.low, p.high) == (0.0, 1.0)


def test_no_two_parameters_bear_the_same_label():
    for language in ("en", "zh"):
        labels = [getattr(p, language) for p in PARAMETERS.values()]
        assert len(labels) == len(set(labels))


def test_start_values_that_were_not_fitted_are_those_of_the_design_in_wages():
    in_wages = {
        "gross": 0.50, "net_sd": 0.168, "H": 0.25, "A_rep": 0.036, "peer": 0.08, "poach_harm": 0.05,
        "dispute_cost": 0.05,
        "fee": 0.05,
        "autonomy_cost": 0.006, "taste_sd": 0.08, "member_image": 0.054, "subsidy": 0.05, "application_cost": 0.30,
        "investment": 0.30, "tax_cap": 0.025, "beta": 14 / W**2,
        "cost_association": 10, "cost_sharing": 20, "cost_mixed_ownership": 8, "cost_rotation": 200,
        "cost_publicity": 60, "audit_cost": 0.05,
    }  # fmt: skip
    assert PARAMETERS["W"].default == W
    for name, wages in in_wages.items():
        assert PARAMETERS[name].default == pytest.approx(wages * W, rel=1e-12), name


# Stylised profiles of other systems, in first-year wages where they are money; not models of these countries.
PROFILES = {
    "Switzerland": {"net_mean": -0.06 * W, "r0": 0.45, "voice": 0.9, "subsidy": 0, "tax_rate": 0, "poach": 0.2,
                    "standard": 0.65, "entity": 0.3, "monitoring": 0.9, "admin_burden": 0.7},
    "Germany": {"net_mean": -0.16 * W, "r0": 0.66, "poach": 0.03, "entity": 0.5, "admin_burden": 0.6},
    "United States": {"r0": 0.60, "subsidy": 0.02 * W, "voice": 0.3, "monitoring": 0.3, "order_lock": 0.1,
                      "mandate": 0.2, "entity": 0},
    "Japan": {"r0": 0.75, "poach": 0.05, "association": 0.5, "rd": 0.02 * W},
    "United Kingdom": {"F_cotraining": 1.5 * W, "F_placement": 0.20 * W, "iota_2": 0.6, "volunteer": -2},
}  # fmt: skip


@pytest.mark.parametrize("country", PROFILES)
def test_the_bounds_hold_the_profile_of(country: str):
    for name, value in PROFILES[country].items():
        assert PARAMETERS[name].low <= value <= PARAMETERS[name].high, name


def test_the_record_that_rules_read_holds_every_number_of_fixed_size():
    assert NOW_DTYPE.isalignedstruct
    variable = ("field_shares", "field_glamour", "base_field_weights", "field_procurement", "field_risk")
    assert NOW_DTYPE.names == (*(name for name in PARAMETERS if name not in variable), *DERIVED)
    record = as_record()
    assert record.shape == (1,)
    assert record.dtype == NOW_DTYPE
    for name in NOW_DTYPE.names or ():
        if name in DERIVED:
            continue
        np.testing.assert_array_equal(np.ravel(record[name]), elements(PARAMETERS[name]))


def test_a_record_takes_given_values_and_defaults_for_the_rest():
    record = as_record({"monitoring": 0.9, "governance": "joint", "w_3": (0.0, 0.0, 0.0, 0.0, 0.0, 0.5)})[0]
    assert record["monitoring"] == 0.9
    assert record["governance"] == 2.0
    assert record["w_3"].tolist() == [0, 0, 0, 0, 0, 0.5]
    assert record["gross"] == PARAMETERS["gross"].default
    assert record["budget"] == math.inf


def test_a_record_of_an_unknown_number_or_choice_is_refused():
    with pytest.raises(KeyError):
        as_record({"monitering": 0.5})
    with pytest.raises(ValueError, match="governance"):
        as_record({"governance": "nobody"})


def test_defaults_are_complete_and_a_copy():
    first = defaults()
    assert list(first) == list(PARAMETERS)
    first["years"] = 3
    assert defaults()["years"] == 20


# --- mechanisms that are off ------------------------------------------------------------------------------------------

OFF = {
    "horizon_years": 10.0, "horizon_spread": 0.0, "agreement_years": 0.0, "base_construction": 0.0,
    "base_operation": 0.0, "base_joint": 0.0, "base_field": 0, "base_field_weights": (),
    "order_share": 0.0, "order_lock_in": 0.0, "apprenticeship_share": 0.0,
    "mentor_ratio": 0.0, "engineer_quota": 0.0, "dispute_suspension": 0, "dispute_distrust": 0.0, "growth_gain": 0.0,
    "tightness_elasticity": 0.0, "research": 0.0, "benefit_sharing": 0.0, "supervision": 0.0, "technicians": 0.0,
    "field_risk": (), "leader_influence": 0.0, "leader_leaves": 0, "quota": 0.0, "community": 0.0,
    "community_field": 0, "commission_share": 0.0, "commission_support": 0.0, "park_share": 0.0, "park_focus": 0.0,
}  # fmt: skip


def test_further_mechanisms_are_off_where_nothing_is_said():
    assert {name: PARAMETERS[name].default for name in OFF} == OFF
    assert set(OFF) <= {p.name for p in GROUPS["mechanisms"]}


def test_risk_by_field_may_be_left_out():
    assert PARAMETERS["field_risk"].lengths == (0, PARAMETERS["field_shares"].lengths[1])  # type: ignore[index]


def test_what_follows_from_policies_is_no_parameter_and_starts_at_nothing():
    record = as_record()[0]
    for name in DERIVED:
        assert name not in PARAMETERS
        assert record[name] == 0.0
