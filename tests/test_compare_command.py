"""`consortium compare` with a budget, a precision, a fork: what it leaves and what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from consortium.experiments.comparison import budgets
from consortium.experiments.comparison.budgets import ACCEPTED
from consortium.experiments.comparison.outcomes import OUTCOME_COLUMNS
from consortium.experiments.comparison.ranking import RANKING_COLUMNS
from consortium.experiments.storage import manifest as manifests
from consortium.simulation.scenario import load_scenario
from tests.shell import Command, assert_one_message, shell
from tests.worlds import SMALL

TOWN = [argument for name, value in (SMALL | {"years": 4}).items() for argument in ("--set", f"{name}={value}")]
LITTLE = [
    argument
    for setting in ("schools=4", "enterprises=40", "intake=15", "years=3", "warm_up=4", "application_cost=1.0")
    for argument in ("--set", setting)
]
CHEAP = ["--set", "application_cost=1.0", "--set", "publicity=0.2", "--no-figures"]


def manifest(folder: str) -> dict:
    return json.loads(Path(folder, "manifest.json").read_text(encoding="utf-8"))


def test_a_comparison_leaves_what_each_reform_did_and_for_whom(command: Command):
    answer = command("compare", "baseline", "subsidy_only", "--seeds", 3, *TOWN, "--no-figures", "--out", "r")
    assert answer.status == 0, answer.message
    outcomes = pd.read_csv("r/outcomes.csv")
    assert list(outcomes.columns) == OUTCOME_COLUMNS
    effects = pd.read_csv("r/effects.csv")
    assert effects["low"].notna().any()
    assert (effects["low"].dropna() <= effects.loc[effects["low"].notna(), "effect"] + 1e-9).all()
    assert "95 % interval" in answer.out
    assert not Path("r/ranking.csv").exists()


def test_reforms_are_ranked_by_the_output_that_is_asked_for_and_assumptions_are_varied_on_demand(command: Command):
    arms = ["compare", "baseline", "subsidy_only", "consortium_entity", "--seeds", 5, *LITTLE, "--no-figures"]
    answer = command(*arms, "--rank-by", "talent_match", "--robust", "--lang", "zh", "--out", "r")
    assert answer.status == 0, answer.message
    assert manifest("r")["request"]["rank_by"] == "talent_match"
    varied = pd.read_csv("r/robustness.csv")
    assert set(varied["metric"]) == {"talent_match"}
    assert set(varied["reform"]) == {"subsidy_only", "consortium_entity"}
    page = Path("r/report.html").read_text(encoding="utf-8")
    assert "就人才匹配度而言" in page or "使人才匹配度" in page
    assert page.count("换一种假定还成立吗？") == 2
    answer = command(*arms, "--out", "r")  # the same comparison, without
    assert answer.status == 0, answer.message
    assert not Path("r/robustness.csv").exists()


@pytest.mark.parametrize("value", ["talent_mach", "", "人才"])
def test_an_output_to_rank_by_that_is_none_is_refused(command: Command, value: str):
    answer = command("compare", "baseline", "subsidy_only", *LITTLE, "--rank-by", value, "--out", "r")
    assert_one_message(answer, 2, "--rank-by", "is no metric")
    assert not Path("r").exists()


@pytest.mark.filterwarnings("default:the figure")
def test_figures_that_cannot_be_drawn_cost_a_warning_and_the_report_names_them(
    command: Command, monkeypatch: pytest.MonkeyPatch
):
    def fails(*args: object, **more: object) -> None:
        raise RuntimeError("no ink")

    arms = ["baseline", "subsidy_only", "--seeds", 2, *TOWN]
    monkeypatch.setattr("consortium.experiments.figures.run.panels.match", fails)
    answer = command("compare", *arms, "--out", "r")
    assert_one_message(answer, 0, "the figure match_subsidy_only could not be drawn", "no ink")
    page = Path("r/report.html").read_text(encoding="utf-8")
    assert (
        "These figures could not be drawn and are missing here: of “Subsidy without monitoring”: talent match." in page
    )
    assert page.count("<img") == 5
    monkeypatch.setattr("consortium.experiments.figures.base.style.look", fails)
    answer = command("compare", *arms, "--lang", "zh", "--out", "nothing")
    assert_one_message(answer, 0, "no ink")
    page = Path("nothing/report.html").read_text(encoding="utf-8")
    assert "以下各图未能绘制，本页没有：全部改革的效应；" in page
    assert "<img" not in page
    assert not Path("nothing/figures").exists()


@pytest.mark.parametrize("arms", [["run", "baseline"], ["compare", "baseline", "subsidy_only"]])
def test_settings_of_matplotlib_cost_neither_figures_nor_the_report(arms: list[str], tmp_path: Path):
    settings = tmp_path / "matplotlibrc"
    settings.write_text("text.usetex: True\nfont.family: Nowhere\nfigure.facecolor: black\n")
    answer = shell(*arms, *map(str, TOWN), "--out", "r", cwd=tmp_path, matplotlibrc=settings)
    assert answer.status == 0, answer.message
    assert len(list((tmp_path / "r/figures").iterdir())) == (5 if arms[0] == "run" else 6)
    assert (tmp_path / "r/report.html").exists() == (arms[0] == "compare")
    assert "drawn" not in answer.message


def test_reforms_on_a_budget_are_ranked_and_cost_what_they_should(command: Command):
    arms = ["baseline", "subsidy_only", "consortium_entity", "laissez_faire"]
    answer = command("compare", *arms, "--seeds", 3, *TOWN, *CHEAP, "--budget", "12M", "--out", "r")
    assert answer.status == 0, answer.message
    ranking = pd.read_csv("r/ranking.csv")
    assert list(ranking.columns) == RANKING_COLUMNS
    series = pd.read_csv("r/timeseries.csv")
    spent = series[series["tick"] > 0].groupby("scenario")["public_spending"].sum() / 3 / 4
    for row in ranking.to_dict("records"):
        assert row["cost"] == pytest.approx(spent[str(row["reform"])] - spent["baseline"])
        if row["spends_it"]:
            assert row["cost"] == pytest.approx(200, rel=ACCEPTED)
    assert ranking["spends_it"].sum() == 2
    assert "P(best)" in answer.out
    assert "  Laissez-faire: no " in answer.out, "reforms by their titles"
    assert "not scaled: adds no" in answer.out


def files(folder: str) -> dict[str, bytes]:
    """What a folder holds but for the log; the page without the command that made it, which it names."""
    there = {str(path.relative_to(folder)): path for path in Path(folder).rglob("*") if path.is_file()}
    contents = {name: path.read_bytes() for name, path in there.items() if name not in ("log.json", ".lock")}
    if "report.html" in contents:
        contents["report.html"] = re.sub(rb"<pre.*?</pre>", b"", contents["report.html"], flags=re.DOTALL)
    return contents


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--budget", "12M", "--no-figures"],
        ["--budget", "12M", "--fork", 1, "--precision", "student_net_benefit=1e9", "--no-figures", "--lang", "zh"],
        ["--lang", "zh", "--format", "svg"],
    ],
    ids=["nothing", "a budget", "all at once", "language and format"],
)
def test_a_comparison_from_its_manifest_leaves_the_same_files_with_the_same_bytes(
    command: Command, options: list[object]
):
    arms = ["baseline", "subsidy_only", "tax_credit"]
    answer = command("compare", *arms, "--seeds", 2, *LITTLE, *options, "--out", "r")
    assert answer.status == 0, answer.message
    again = command("compare", "r/manifest.json", "--out", "repeated")
    assert again.status == 0, again.message
    before, after = files("r"), files("repeated")
    assert [name for name in before if before[name] != after.get(name)] == []
    assert before.keys() == after.keys()
    assert ("ranking.csv" in before) == ("--budget" in options)
    assert again.out.replace("repeated", "r") == answer.out, "in the same language"


def test_a_run_from_its_manifest_leaves_the_same_files_in_the_same_language(command: Command):
    answer = command("run", "baseline", *LITTLE, "--lang", "zh", "--format", "svg", "--out", "r")
    assert answer.status == 0, answer.message
    again = command("run", "r/manifest.json", "--out", "repeated")
    assert again.out.replace("repeated", "r") == answer.out
    assert files("r") == files("repeated")
    english = command("run", "r/manifest.json", "--lang", "en", "--no-figures", "--out", "english")
    assert "Results in" in english.out, "an option that is given replaces what the manifest says"
    assert not Path("english/figures").exists()


def test_the_manifest_of_a_comparison_on_a_budget_repeats_it_without_the_search(
    command: Command, monkeypatch: pytest.MonkeyPatch
):
    arguments = ["compare", "baseline", "subsidy_only", "--seeds", 2, *TOWN, *CHEAP, "--budget", "12M", "--out", "r"]
    assert command(*arguments).status == 0
    assert manifest("r")["request"]["budget"] == {"yuan": 12e6, "of": "city"}
    asked = manifest("r")["request"]["reforms"][0]
    assert asked["title"]["en"] == load_scenario("subsidy_only").title["en"]
    assert set(manifest("r")["fitted"]) == {"subsidy_only"}
    assert command(*arguments).status == 0, "the same request may write its own folder again"
    assert_one_message(
        command(*arguments[:-4], "--budget", "18M", "--out", "r"), 2, "the same with another budget", "--force"
    )
    monkeypatch.setattr(budgets, "fitting_strength", None)
    assert command("compare", "r/manifest.json", "--out", "r").status == 0, "no strength is searched for"


def test_another_budget_beside_a_manifest_starts_from_the_reforms_as_they_were_asked_for(command: Command):
    arms = ["compare", "baseline", "subsidy_only", "--seeds", 2, *LITTLE, "--no-figures"]
    assert command(*arms, "--budget", "6M", "--out", "r").status == 0
    assert command(*arms, "--budget", "12M", "--out", "direct").status == 0
    assert command("compare", "r/manifest.json", "--budget", "12M", "--out", "again").status == 0
    assert files("again") == files("direct")


def test_a_manifest_of_an_earlier_version_still_repeats_its_arms_and_says_what_is_missing(command: Command):
    """It held the reforms at their strengths, a budget in k¥ of the model and a digest of what was asked for."""
    assert (
        command("compare", "baseline", "subsidy_only", "--seeds", 2, *LITTLE, "--no-figures", "--out", "r").status == 0
    )
    old = {key: value for key, value in manifest("r").items() if key not in ("request", "fitted")}
    Path("old.json").write_text(
        json.dumps({**old, "request": {"budget": 200.0, "of": "0" * 64}, "strengths": {"subsidy_only": 0.5}}), "utf-8"
    )
    answer = command("compare", "old.json", "--no-figures", "--out", "again")
    assert answer.status == 0
    assert "no ranking" in answer.message
    assert Path("r/effects.csv").read_bytes() == Path("again/effects.csv").read_bytes()


@pytest.mark.parametrize(
    ("change", "fragment"),
    [
        ({"request": 3}, "request"),
        ({"request": {"budgte": 3}}, "budget"),
        ({"request": {"budget": {"yuan": -1, "of": "city"}}}, "request.budget"),
        ({"request": {"lang": "fr"}}, "en, zh"),
        ({"request": {"fork": True}}, "request.fork"),
        ({"request": {"seeds": 0}}, "seeds"),
        ({"request": {"budget": {"yuan": 12e6, "of": "city"}}, "fitted": {"subsidy_only": 3}}, "fitted.subsidy_only"),
    ],
)
def test_a_manifest_whose_request_was_tampered_with_is_refused_in_one_message(
    command: Command, change: dict, fragment: str
):
    arms = [load_scenario(name, TOWN[1::2]) for name in ("baseline", "subsidy_only")]
    manifest = {**manifests.describe(arms, range(1, 2)), **change}
    Path("m.json").write_text(json.dumps(manifest), "utf-8")
    answer = command("compare", "m.json", "--out", "r")
    assert answer.status == 2
    assert "Traceback" not in answer.message
    assert fragment in answer.message
    assert not Path("r", "timeseries.csv").exists()


def test_seeds_are_added_until_an_effect_is_known_well_enough(command: Command):
    arguments = ["compare", "baseline", "subsidy_only", "--seeds", 2, *TOWN, *CHEAP]
    answer = command(*arguments, "--precision", "student_net_benefit=1e5", "--out", "r")
    assert answer.status == 0, answer.message
    seeds = manifest("r")["seeds"]
    assert seeds > 2
    assert "2 seeds: precision not known yet; 8 more follow" in answer.message
    rows = pd.read_csv("r/summary.csv").query("metric == 'student_net_benefit'")
    assert (rows["high"] - rows["low"]).item() / 2 <= 1e5
    assert rows["n_seeds"].item() == seeds
    assert command(*arguments, "--precision", "student_net_benefit=1e5", "--out", "r").status == 0, "its own folder"


def test_a_precision_that_cannot_be_reached_is_said_and_what_was_simulated_is_kept(command: Command):
    arguments = ["compare", "baseline", "subsidy_only", "--seeds", 2, *TOWN, *CHEAP]
    answer = command(*arguments, "--precision", "budget_left=1", "--out", "r")
    assert answer.status == 1
    assert "--precision budget_left=1 was not reached" in answer.message
    assert "budget_left has no value in any of 10 worlds with subsidy_only" in answer.message
    assert "the results are kept in r" in answer.message
    assert len(pd.read_csv("r/timeseries.csv")["seed"].unique()) == 10
    assert Path("r/report.html").is_file()


@pytest.mark.parametrize(
    ("options", "fragments"),
    [
        (["--budget", "0"], ["--budget 0", "above 0"]),
        (["--budget", "inf"], ["--budget 'inf'", "above 0"]),
        (["--budget", "much"], ["--budget", "60M"]),
        (["--budget", "60 Mia"], ["'mia' is no unit"]),
        (["--budget", "60000000k"], ["¥ 60 billion", "¥ 17.5 billion", "--yes"]),
        (["--budget", "1000"], ["¥ 1,000 a year", "¥ 168,000", "--yes", "1000k-model"]),
        (["--budget", "1000", "--lang", "zh"], ["每年1,000元", "16.8万元", "--yes", "1000k-model"]),
        (["--precision", "deep_participaton=0.01"], ["--precision", "did you mean deep_participation"]),
        (["--precision", "0.01"], ["metric=0.01"]),
        (["--fork", "0"], ["fork", "allowed"]),
        (["--fork", "99"], ["fork", "allowed"]),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_runs(
    command: Command, options: list[str], fragments: list[str]
):
    answer = command("compare", "baseline", "subsidy_only", *options, "--out", "r")
    assert_one_message(answer, 2, *fragments)
    assert not Path("r").exists()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ["¥ 12 million a year of the real city", "“Baseline", "per student", "per enterprise", "200 k¥", "1 : 60"],
        ),
        ("zh", ["真实城市每年1,200万元", "每名在校生", "每家企业", "200千元/年"]),
    ],
)
def test_a_budget_is_shown_in_words_before_anything_runs(command: Command, lang: str, words: list[str]):
    arguments = ["compare", "baseline", "subsidy_only", "--seeds", 1, *LITTLE, "--no-figures", "--lang", lang]
    answer = command(*arguments, "--budget", "1200万", "--out", "r")
    assert answer.status == 0
    assert [word for word in words if word not in answer.message] == []


def test_a_sum_that_is_implausible_runs_when_it_is_meant_and_its_manifest_does_not_ask_again(command: Command):
    arguments = ["compare", "baseline", "subsidy_only", "--seeds", 1, *LITTLE, "--no-figures", "--budget", "100,000"]
    assert_one_message(command(*arguments, "--out", "r"), 2, "¥ 168,000", "--yes")
    assert command(*arguments, "--yes", "--out", "r").status == 0
    assert command("compare", "r/manifest.json", "--out", "again").status == 0
    assert files("r") == files("again")


CITY = 'extends = "baseline"\ntitle = { en = "My city", zh = "本市" }\n[parameters]\n' + "".join(
    f"{name} = {value}\n" for name, value in (SMALL | {"years": 3, "enterprises": 40, "subsidy": 5.0}).items()
)


def test_reforms_are_tried_in_a_city_of_ones_own(command: Command):
    Path("my_city.toml").write_text(CITY, encoding="utf-8")
    few = ["--seeds", 1, "--no-figures"]
    refused = command("compare", "my_city.toml", "tax_credit", *few, "--out", "r")
    assert_one_message(refused, 2, "another world", "--city FILE", "--across-worlds", "enterprises = 300 but 40")
    assert not Path("r").exists()
    answer = command("compare", "my_city.toml", "tax_credit", "--city", "my_city.toml", *few, "--out", "r")
    assert answer.status == 0, answer.message
    assert manifest("r")["request"]["city"] == "my_city"
    assert manifest("r")["reforms"][0]["parameters"]["subsidy"] == 5.0
    assert "(city: My city)" in Path("r/report.html").read_text(encoding="utf-8")
    assert command("compare", "r/manifest.json", "--no-figures", "--out", "again").status == 0
    assert Path("r/effects.csv").read_bytes() == Path("again/effects.csv").read_bytes()
    other = command("compare", "r/manifest.json", "--city", "my_city.toml", "--out", "s")
    assert_one_message(other, 2, "--city my_city.toml", "complete")


def test_worlds_are_compared_as_worlds_and_their_manifest_repeats_it(command: Command):
    Path("my_city.toml").write_text(CITY, encoding="utf-8")
    Path("large.toml").write_text(CITY.replace("enterprises = 40", "enterprises = 50"), encoding="utf-8")
    few = ["--seeds", 1, "--no-figures"]
    answer = command("compare", "my_city.toml", "large.toml", "--across-worlds", *few, "--out", "r")
    assert answer.status == 0, answer.message
    assert "not the effect of a policy" in " ".join(answer.out.split())
    page = Path("r/report.html").read_text(encoding="utf-8")
    assert "not the effect of a policy" in page
    assert "outcomes that need the same enterprises are not defined" in page
    assert "All arms share population" not in page
    assert command("compare", "r/manifest.json", "--no-figures", "--out", "again").status == 0
    assert Path("r/outcomes.csv").read_bytes() == Path("again/outcomes.csv").read_bytes()
    assert_one_message(
        command("compare", "my_city.toml", "large.toml", "--across-worlds", "--budget", "10M", *few, "--out", "s"),
        2,
        "another world",
    )
