"""The report: complete in itself, in one language, claiming no more than the numbers bear."""

import re
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from consortium import compare
from consortium.experiments import report as package
from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.comparison.outcomes import QUARTERS, Note
from consortium.experiments.presentation.language import Lang
from consortium.experiments.report import report
from consortium.experiments.report.pictures import KINDS, OVERVIEW
from consortium.experiments.report.wording.words import count, keys
from consortium.experiments.runs.batch import Batch, Replicate
from consortium.simulation.policies.instruments import Subsidy
from tests.experiments.report.pages import COMMAND, PICTURES, PNG, SVG, YEARS, Page, ending, page, with_numbers
from tests.worlds import town

PACKAGE = Path(package.__file__).parent
WORDS = ("words", "prose", "answer_words", "ensemble_words", "sweep_words")


def answers(comparison: Comparison, lang: Lang = "en") -> list[str]:
    said = page(comparison, lang)
    return [line.removeprefix("Answer ").removeprefix("回答 ") for line in said.lines("Answer ") + said.lines("回答 ")]


# --- complete in itself -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_takes_nothing_from_anywhere(comparison: Comparison, lang: Lang):
    shown = page(comparison, lang, figures={**PICTURES, "quality_subsidy_only": SVG})
    addresses = [
        value for _, names in shown.elements for key, value in names.items() if key in ("href", "src", "action")
    ]
    assert addresses
    assert [address for address in addresses if not address.startswith(("data:", "#"))] == []
    assert not {"script", "iframe", "object", "form", "base"} & {tag for tag, _ in shown.elements}
    assert [name for _, names in shown.elements for name in names if name.startswith("on")] == []
    assert "http" not in re.sub(r'"data:[^"]*"', "", shown.html).replace("http-equiv", "")
    assert "url(" not in shown.html
    assert "@import" not in shown.html
    assert {"rel": "icon", "href": "data:,"} in shown.all("link")  # else a browser asks for /favicon.ico
    targets = {names["id"] for _, names in shown.elements if "id" in names}
    assert {address[1:] for address in addresses if address.startswith("#")} <= targets


def test_the_same_comparison_gives_the_same_bytes_and_no_date(comparison: Comparison):
    first = report(comparison, "en", command=COMMAND)
    again = compare(town(**YEARS), town(of="subsidy_only", **YEARS), ending(), seeds=5)
    assert report(again, "en", command=COMMAND) == first
    assert not re.search(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]|[0-2][0-9]:[0-5][0-9]", Page(first).text)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_has_landmarks_one_title_headings_in_order_and_headed_tables(comparison: Comparison, lang: Lang):
    shown = page(comparison, lang, figures=PICTURES)
    assert shown.unclosed == []
    assert shown.all("html")[0]["lang"] == {"en": "en", "zh": "zh-CN"}[lang]
    assert {"header", "main", "nav"} <= {tag for tag, _ in shown.elements}
    levels = [level for level, _ in shown.headings]
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert all(names.get("scope") in ("col", "row") for names in shown.all("th"))
    assert all(names["alt"].strip() for names in shown.all("img"))
    ids = [names["id"] for _, names in shown.elements if "id" in names]
    assert len(ids) == len(set(ids))


# --- in one language --------------------------------------------------------------------------------------------------


def test_a_chinese_page_is_chinese(comparison: Comparison):
    shown = page(comparison, "zh", figures={**PICTURES, "size_classes_ending": PNG})
    own = shown.own_text + "".join(names["alt"] for names in shown.all("img"))
    words = set(re.findall(r"[A-Za-z]{3,}", own))
    assert words <= {"The", "consortium", "authors", "MIT", "manifest", "json", "compare", "DIR", "baseline", "ending",
                     "report", "robust", "ensemble", "summary", "csv",
                     "subsidy", "only"}  # fmt: skip
    assert "三年的钱" in shown.own_text
    assert shown.headings[0][1] == "两项改革：与“基准情景：学校热、企业冷”比较"


def test_an_english_page_is_english(comparison: Comparison):
    shown = page(comparison, "en", figures=PICTURES)
    assert not re.search("[\u3400-\u9fff]", shown.own_text + "".join(names["alt"] for names in shown.all("img")))
    assert shown.headings[0][1] == "Two reforms, compared with “Baseline: hot schools, cold enterprises”"


def test_a_title_in_the_other_language_is_marked(comparison: Comparison):
    one = town(**YEARS).with_(name="one", title={"en": "Only English", "zh": "Only English"})
    batch = comparison.batch
    renamed = {"subsidy_only": "one"}
    replicates = tuple(
        Replicate(renamed[r.scenario], r.seed, None if r.series is None else r.series.assign(scenario="one"), r.agents)
        if r.scenario in renamed
        else r
        for r in batch.replicates
    )
    arms = tuple(one if arm.name == "subsidy_only" else arm for arm in batch.scenarios)
    html = report(Comparison(Batch(arms, batch.seeds, replicates)), "zh")
    assert '<bdi lang="en">Only English</bdi>' in html


def test_every_text_takes_the_same_values_in_both_languages():
    for key in keys():
        english, chinese = (set(re.findall(r"\{(\w+)\}", _raw(key, lang))) for lang in ("en", "zh"))
        assert english == chinese, key
    assert (count(3, "en"), count(3, "zh"), count(12, "en")) == ("three", "三", "12")


def _raw(key: str, lang: Lang) -> str:
    class Kept(dict):
        def __missing__(self, name: str) -> str:
            return f"{{{name}}}"

    from consortium.experiments.report.wording.words import _TEXTS

    return _TEXTS.pattern(key, lang).format_map(Kept())


def test_another_language_is_refused(comparison: Comparison):
    with pytest.raises(ValueError, match="lang = 'fr'; allowed: en, zh"):
        report(comparison, "fr")  # type: ignore[arg-type]


# --- the answer -------------------------------------------------------------------------------------------------------


def test_the_answer_is_the_mean_paired_difference_in_plain_numbers(comparison: Comparison):
    series = comparison.series[comparison.series["year"].between(3, 7)]
    means = series.groupby(["scenario", "seed"])[["deep_participation", "public_spending"]].mean()
    effect = means.loc["subsidy_only"] - means.loc["baseline"]
    money = 2 * effect["public_spending"].mean() * 60 / 1000  # two ticks a year, one to sixty, k¥ to ¥ million
    said = answers(comparison)[0]
    points = 100 * effect["deep_participation"].mean()
    size = f"{points:+.1f} points".replace("-", "−") if abs(points) >= 0.05 else "0.0 points"
    assert (size if effect["deep_participation"].any() else "the same in all worlds") in said
    assert f"for ¥ {money:.1f} million a year of additional public money" in said


@pytest.mark.parametrize(
    ("numbers", "lang", "said"),
    [
        (
            {"baseline": 0.131, "reformed": 0.173, "effect": 0.042, "low": 0.031, "high": 0.053, "sd": 0.01},
            "en",
            "Deep participation rises by 4.2 points, from 13.1 % to 17.3 % of eligible enterprises (95 % interval "
            "3.1 to 5.3), for ¥ ",
        ),
        (
            {"baseline": 0.131, "reformed": 0.173, "effect": 0.042, "low": 0.031, "high": 0.053, "sd": 0.01},
            "zh",
            "深度参与率提高4.2个百分点，由符合条件企业的13.1%升至17.3%（95%区间：3.1至5.3），公共支出每年多",
        ),
        (
            {"baseline": 0.131, "reformed": 0.110, "effect": -0.021, "low": -0.03, "high": -0.012, "sd": 0.01},
            "en",
            "Deep participation falls by 2.1 points, from 13.1 % to 11.0 % of eligible enterprises (95 % interval "
            "1.2 to 3.0), for ¥ ",
        ),
        (
            {"effect": 0.042, "low": -0.001, "high": 0.085, "sd": 0.1},
            "en",
            "No difference seen in deep participation (+4.2 points, 95 % interval −0.1 to +8.5), for ¥ ",
        ),
        (
            {"baseline": 0.13, "reformed": 0.15, "effect": 0.02, "low": np.nan, "high": np.nan, "sd": 0.0},
            "en",
            "Deep participation rises by 2.0 points, from 13.0 % to 15.0 % of eligible enterprises (the same in all "
            "worlds), for ¥ ",
        ),
        (
            {"effect": 0.02, "low": np.nan, "high": np.nan, "sd": 0.01},
            "zh",
            "深度参与率：有差异的世界太少，无法判断；平均+2.0个百分点，",
        ),
        (
            {"effect": 0.0, "low": np.nan, "high": np.nan, "sd": 0.0},
            "en",
            "Deep participation is the same in all worlds, for ¥ ",
        ),
        ({"effect": np.nan, "low": np.nan, "high": np.nan}, "en", "Deep participation is not defined in these worlds."),
    ],
)
def test_an_answer_is_a_direction_only_where_the_interval_leaves_zero_out(
    comparison: Comparison, numbers: dict[str, float], lang: Lang, said: str
):
    changed = with_numbers(comparison, "subsidy_only", "deep_participation", **numbers)
    assert answers(changed, lang)[0].startswith(said)


def test_money_that_is_saved_is_described_as_saved(comparison: Comparison):
    changed = with_numbers(
        comparison, "subsidy_only", "public_spending", effect=-56.7, low=-70.0, high=-40.0
    )  # fmt: skip
    assert "while it saves ¥ 3.4 million a year of public money (95 % interval 2.4 to 4.2)" in answers(changed)[0]
    assert "公共支出每年少340万元（95%区间：240至420）" in answers(changed, "zh")[0]


def test_one_world_is_too_few_to_judge(alone: Comparison):
    shown = page(alone)
    assert answers(alone)[0].startswith("Too few worlds to judge: 1, where at least 5 are needed.")
    assert not shown.lines("Rises:")
    assert ">▲<" not in shown.html
    assert "What pairing saved" not in shown.text


def test_a_placebo_changes_nothing(comparison: Comparison):
    placebo = town(Subsidy(per_trainee=0.0), **YEARS).with_(name="placebo", title={"en": "Placebo", "zh": "安慰剂"})
    for seeds in (1, 2):
        same = compare(town(**YEARS), placebo, seeds=seeds)
        assert answers(same)[0].startswith("No difference at all")
        assert answers(same, "zh")[0].startswith("完全没有差异")


def test_seeds_that_failed_are_reported(comparison: Comparison):
    batch = comparison.batch
    broken = tuple(
        Replicate(r.scenario, r.seed, error="RuntimeError: broken") if (r.scenario, r.seed) == ("ending", 2) else r
        for r in batch.replicates
    )
    shown = page(Comparison(Batch(batch.scenarios, batch.seeds, broken)))
    assert shown.lines("1 of 5 seeds are left out, because at least one arm stopped with an error.")
    assert shown.lines("4 worlds were simulated")
    assert shown.lines("seeds 1, 3, 4, 5")


def test_one_world_is_described_as_one(alone: Comparison):
    assert page(alone).lines("One world was simulated with and without each reform (seed 1).")


def test_no_text_is_left_that_no_page_uses():
    sources = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".jinja") and path.stem not in WORDS]
    source = "".join(path.read_text(encoding="utf-8") for path in sources)
    made_up = {f"robust_{what}_some" for what in ("holds", "sign")}  # with `_some` added
    made_up |= {f"x_{note}" for note in get_args(Note) if note}
    indices = ("mu", "mu_star", "sigma", "S1", "ST", "range", "src", "spearman")
    figures = ("small_multiples", "main_effects", "screening", "sobol_indices", "frontier")
    made_up |= {f"w_{name}" for name in (*indices, *figures)}
    made_up |= {f"{use}_{kind}" for use in "fn" for kind in (*KINDS, *OVERVIEW)} | {
        f"g_{quarter}" for quarter in QUARTERS
    }
    unused = {key for key in keys() if not re.search(rf"[\"']{re.escape(key)}[\"']", source)}
    assert unused == made_up
