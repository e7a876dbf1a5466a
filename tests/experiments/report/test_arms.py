"""What differs between two arms is stated wholly and exactly."""

import pytest

from consortium.experiments.presentation.language import Lang
from consortium.experiments.report.arms import Difference, differences
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.policies import Feedback, Policy
from consortium.simulation.policies.instruments import Monitoring, Subsidy, TrainingBase
from consortium.simulation.scenario import Scenario, bundled_scenarios, load_scenario
from tests.worlds import town

BASE = load_scenario("baseline")


def only(base: Scenario, reform: Scenario, lang: Lang = "en") -> Difference:
    (row,) = differences(base, reform, lang)
    return row


def reform(*policies: Policy) -> Scenario:
    return BASE.with_(name="reform", policies=policies)


def test_a_policy_is_reported_with_its_strength_dates_and_what_it_leads_to():
    row = only(BASE, reform(Subsidy(per_trainee=8.4, start=6, end=10)))
    assert (row.what, row.name) == ("Subsidy per trainee", "subsidy.per_trainee")
    assert (row.change, row.before, row.after, row.unit) == ("+8.4", "2.8", "11.2", "k¥ per trainee-year")
    assert row.when.replace("\N{NO-BREAK SPACE}", " ") == "years 6–10"
    assert (row.how, row.status) == ("Subsidy; policy added", "calibrated")


def test_the_values_before_and_after_are_those_that_the_rules_read():
    arm = town(Monitoring(level=0.7, start=2), Subsidy(per_trainee=1.5), years=3)
    model = ConsortiumModel(arm, rng=1)
    for _ in range(6):
        model.step()
    read = [f"{float(model.now[lever][0]):g}" for lever in ("monitoring", "subsidy")]
    assert [row.after for row in differences(town(years=3), arm, "en")] == read


def test_strengths_are_clipped_as_the_model_clips_them():
    assert only(BASE, reform(Monitoring(level=0.95))).after == "1"


def test_a_policy_that_is_given_up_is_described_as_dropped():
    row = only(reform(Subsidy(per_trainee=8.4)), BASE.with_(name="less"))
    assert (row.how, row.before, row.after) == ("Subsidy; policy dropped", "11.2", "2.8")
    assert row.change == "−8.4", "what is dropped is taken away"


def test_by_how_much_a_parameter_differs_is_reported():
    larger = only(BASE, BASE.with_(["size_median=90"], name="larger"))
    assert (larger.change, larger.before, larger.after) == ("+30", "60", "90")
    less = only(BASE, BASE.with_(["monitoring=0.05"], name="less"))
    assert (less.change, less.before, less.after) == ("−0.15", "0.2", "0.05")


def test_a_strength_that_was_computed_is_rounded_and_one_that_was_chosen_is_not():
    computed = only(BASE, reform(Monitoring(level=0.51484375)))
    assert (computed.change, computed.after) == ("+0.51", "0.71")
    subsidy = only(BASE, reform(Subsidy(per_trainee=27.97682)))
    assert (subsidy.change, subsidy.after) == ("+28", "30.8")
    assert only(BASE, reform(Subsidy(per_trainee=1.2345))).change == "+1.2345"


def test_policies_that_both_arms_have_make_no_difference():
    both = Subsidy(per_trainee=8.4)
    row = only(reform(both), BASE.with_(name="more", policies=(both, Monitoring(level=0.1))))
    assert row.name == "monitoring.level"
    assert differences(BASE, BASE.with_(name="placebo"), "en") == []


@pytest.mark.parametrize(
    ("policy", "english", "chinese"),
    [
        (
            Subsidy(per_trainee=1, start=3, phase_in=4),
            "from year 3; grows evenly over 4 years",
            "自第3年起；4年内逐步到位",
        ),
        (Subsidy(per_trainee=1, end=1), "year 1", "第1年"),
        (Subsidy(per_trainee=1, end=30), "from year 1", "自第1年起"),
        (Subsidy(per_trainee=1, announced=2), "from year 1; known 2 years ahead", "自第1年起；提前2年公布"),
        (Subsidy(per_trainee=1, schedule=((5, -0.5),)), "from year 1; ×−0.5 from year 5", "自第1年起；第5年起×−0.5"),
        (TrainingBase(construction=10, start=4), "once, in year 4", "一次性，第4年"),
        (
            Monitoring(level=0.5, feedback=Feedback(metric="formalism", target=0.3, gain=-2)),
            "from year 1; steered: formalism is to reach 0.3, gain −2, level 0 to 1",
            "自第1年起；按目标调整：形式化程度达到0.3，增益−2，强度0至1",
        ),
    ],
)  # fmt: skip
def test_dates_and_changes_over_time_are_reported_in_both_languages(policy: Policy, english: str, chinese: str):
    assert only(BASE, reform(policy)).when.replace("\N{NO-BREAK SPACE}", " ") == english
    assert only(BASE, reform(policy), "zh").when == chinese


def test_a_policy_that_grows_is_reported_with_its_full_strength():
    assert only(BASE, reform(Subsidy(per_trainee=4, phase_in=4))).after == "6.8"


def test_parameters_and_choices_are_reported_before_and_after():
    rows = differences(BASE, BASE.with_({"poach": 0.3, "governance": "joint"}, name="other"), "zh")
    written = {row.name: (row.change, row.before, row.after, row.when) for row in rows}
    before = float(BASE.parameters["poach"])  # type: ignore[arg-type]
    poach, more = f"{before:g}", f"{0.3 - before:+g}"
    assert written == {"poach": (more, poach, "0.3", "始终"), "governance": ("", "政府主导", "共同主导", "始终")}


def test_a_budget_of_none_is_described_as_none():
    row = only(BASE, BASE.with_({"budget": 2000.0}, name="budget"))
    assert (row.before, row.after) == ("none", "2,000")


def test_regions_that_differ_are_reported_one_by_one():
    base = town(regions=2).with_(regions=[{}, {}])
    other = base.with_(name="other", regions=[{"poach": 0.3}, {}], policies=[Subsidy(per_trainee=1, regions=(2,))])
    subsidy, poach = differences(base, other, "en")
    assert subsidy.when.replace("\N{NO-BREAK SPACE}", " ") == "from year 1; regions 2 only"
    assert (poach.how, poach.after) == ("parameter of the world; region 1 only", "0.3")


def test_where_regions_stand_apart_before_and_after_span_them():
    regions = [{"monitoring": 0.1}, {"monitoring": 0.3}]
    base = town(regions=2).with_(regions=regions)
    row = only(base, base.with_(name="more", policies=[Monitoring(level=0.2)]))
    assert (row.before, row.after) == ("0.1–0.3", "0.3–0.5")


def test_a_change_that_no_region_reads_is_not_reported():
    regions = [{"monitoring": 0.1}, {"monitoring": 0.3}]
    base = town(regions=2).with_(regions=regions)
    other = town(regions=2, monitoring=0.9).with_(regions=regions, name="other")
    assert differences(base, other, "en") == []


def test_a_change_that_some_regions_read_is_reported_of_those():
    base = town(regions=3).with_(regions=[{"monitoring": 0.1}, {}, {}])
    row = only(base, base.with_({"monitoring": 0.9}, name="other"))
    assert (row.how, row.before, row.after) == ("institution that the reform changes; regions 2, 3 only", "0.2", "0.9")
    assert only(base, base.with_({"monitoring": 0.9}, name="other"), "zh").how == "改革改变的制度；仅地区2、3"


def test_a_policy_that_moves_nothing_is_not_reported():
    watched = town(monitoring=1.0)
    more = Monitoring(level=0.5)
    assert differences(watched, town(more, monitoring=1.0).with_(name="more"), "en") == []
    assert only(town(), town(more).with_(name="more")).after == "0.7"
    part = Subsidy(per_trainee=1.0, schedule=((1, 0.0), (3, 1.0)))
    assert only(town(), town(part).with_(name="part")).name == "subsidy.per_trainee", "it acts from year 3"


@pytest.mark.parametrize("name", [name for name in bundled_scenarios() if name != "baseline"])
def test_every_bundled_scenario_is_reported_by_all_its_strengths(name: str):
    scenario = load_scenario(name)
    for lang in ("en", "zh"):
        rows = differences(BASE, scenario, lang)
        strengths = [
            f"{policy.kind}.{field}"
            for policy in scenario.policies
            for field in policy.levers()
            if getattr(policy, field) != 0
        ]
        assert [row.name for row in rows if "." in row.name] == strengths
        assert all(row.change for row in rows if "." in row.name)
        changed = {key for key, value in scenario.parameters.items() if BASE.parameters[key] != value}
        assert changed <= {row.name for row in rows}
        assert all(row.before and row.after and row.unit and row.when for row in rows)
