"""Words of reports, in English and 中文, by a key each; those of the first pages stand in `answer_words`,
whole sentences of the last sections in `prose`.

Names of outputs, outcomes, parameters and instruments come from the model.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from ...presentation.texts import Texts
from .answer_words import ANSWER
from .ensemble_words import ENSEMBLE
from .prose import PROSE
from .sweep_words import SWEEP

_OTHERS: dict[str, tuple[str, str]] = {
    # --- head -------------------------------------------------------------------------------------------------------
    "kind": ("Comparison of policies", "政策比较报告"),
    "made_of": ("{worlds} · {years}", "{worlds} · {years}"),
    "title_one": ("{reform} – compared with “{base}”", "{reform}：与“{base}”比较"),
    "title_many": ("{n} reforms, compared with “{base}”", "{n}项改革：与“{base}”比较"),
    "worlds": ("{n} worlds", "{n}个世界"),
    "world": ("one world", "一个世界"),
    "years": ("years\N{NO-BREAK SPACE}{first}–{last}", "第{first}–{last}年"),
    "one_year": ("year {last}", "第{last}年"),
    "contents": ("Contents", "目录"),
    "comma": (", ", "、"),
    "semicolon": ("; ", "；"),
    # --- the question and the answer --------------------------------------------------------------------------------
    "h_answer": ("The answer", "回答"),
    "question": ("Question", "问题"),
    "answer": ("Answer", "回答"),
    "no_question": ("(The scenario states no question.)", "（该情景没有写明问题。）"),
    "deep_up": (
        "Deep participation rises by {size}, from {before} to {after} of eligible enterprises ({interval}), "
        "{money}; it rises in {agreeing}.",
        "深度参与率提高{size}，由符合条件企业的{before}升至{after}（{interval}），{money}；{agreeing}提高。",
    ),
    "deep_down": (
        "Deep participation falls by {size}, from {before} to {after} of eligible enterprises ({interval}), "
        "{money}; it falls in {agreeing}.",
        "深度参与率降低{size}，由符合条件企业的{before}降至{after}（{interval}），{money}；{agreeing}降低。",
    ),
    "deep_none": (
        "No difference seen in deep participation ({change}, {interval}), {money}.",
        "深度参与率未见差异（{change}，{interval}），{money}。",
    ),
    "deep_same": (
        "Deep participation is the same in all worlds, {money}.",
        "深度参与率在所有世界中均相同，{money}。",
    ),
    "deep_too_little": (
        "Deep participation: {verdict}; on average {change}, {money}.",
        "深度参与率：{verdict}；平均{change}，{money}。",
    ),
    "interval_in_text": ("95 % interval {interval}", "95%区间：{interval}"),
    "alike_in_text": ("the same in all worlds", "所有世界中均相同"),
    "deep_unknown": ("Deep participation is not defined in these worlds.", "这些世界中深度参与率没有定义。"),
    "money_up": (
        "for {size} of additional public money{years} ({interval})",
        "公共支出{years}每年多{size}（{interval}）",
    ),
    "money_down": (
        "while it saves {size} of public money{years} ({interval})",
        "公共支出{years}每年少{size}（{interval}）",
    ),
    "over_all_years": (", mean of all years", "按全部年份平均"),
    "in_all": ("all {worlds}", "{worlds}全部"),
    "in_some": ("{k} of {worlds}", "{worlds}中有{k}个"),
    "money_none": ("with no difference seen in public money", "公共支出未见差异"),
    "money_same": ("for the same public money", "公共支出相同"),
    "money_not_judged": ("with public money not judged: {verdict}", "公共支出：{verdict}"),
    "untouched": (
        "No difference at all: with and without the reform every output is the same to the last digit.",
        "完全没有差异：有无改革，各项指标逐位相同。",
    ),
    "few_worlds": (
        "Too few worlds to judge: {n}, where at least {least} are needed. So few pairs of runs cannot tell the reform "
        "from chance; run it on more seeds.",
        "世界太少，无法判断：只有{n}个，至少需要{least}个。这么少的模拟对无法区分改革与偶然，请用更多随机种子模拟。",
    ),
    "also_up": ("Rises: {list}.", "上升：{list}。"),
    "also_down": ("Falls: {list}.", "下降：{list}。"),
    "also_none": ("No difference seen: {list}.", "未见差异：{list}。"),
    "also_same": ("The same in all worlds: {list}.", "所有世界中均相同：{list}。"),
    "also_too_little": ("Too little to judge: {list}.", "依据不足，无法判断：{list}。"),
    "also_one": ("{name} ({change})", "{name}（{change}）"),
    "finding_note": (
        "A model's answer, not a forecast: its direction may be reported, its size rests on assumptions. Money is "
        "scaled up to the real city, one to {scale}.",
        "这是模型的回答，不是预测：可以报告方向，大小取决于假定。金额已按1∶{scale}换算到真实城市。",
    ),
    "h_also": ("What else moved", "还有哪些变化"),
    "failed": (
        "{n} of {wanted} seeds are left out, because at least one arm stopped with an error.",
        "{wanted}个随机种子中有{n}个因至少一个情景出错而未计入。",
    ),
    # --- what was compared ------------------------------------------------------------------------------------------
    "h_arms": ("What was compared, and exactly what differs", "比较了什么，究竟有何不同"),
    "arms_note": (
        "All arms share population, chance events and every other number. A reform differs from the baseline in the "
        "following policies and institutions, and in nothing else.",
        "各情景的主体、偶然事件和其他数字完全相同。改革与基准的不同仅限于下列政策与制度。",
    ),
    "arms_of_worlds_note": (
        "Not all arms are the same world: what is marked as a parameter of the world is no policy. A scenario differs "
        "from the baseline in the following and in nothing else.",
        "各情景并非同一世界：标为“世界参数”的各项不是政策。情景与基准的不同仅限于下列各项。",
    ),
    "baseline": ("Baseline", "基准"),
    "reform": ("Reform", "改革"),
    "base_as_defaults": (
        "The model's start values, without any policy; what stands already (a small subsidy, a tax credit, some "
        "monitoring) is part of them.",
        "模型的初始数值，没有任何附加政策；已有的制度（少量补贴、教育费附加抵免、一定的监管）包含在内。",
    ),
    "base_differs": ("The baseline itself differs from the model's start values in:", "基准本身与模型初始数值的不同："),
    "no_difference": ("Nothing: it is the baseline under another name.", "没有不同：只是换了名称的基准。"),
    "differs": ("What differs", "不同之处"),
    "change": ("Change", "变化"),
    "before_after": ("Before → after", "之前 → 之后"),
    "when": ("When", "时间"),
    "basis": ("Basis of the number", "数字依据"),
    "added": ("policy added", "新增政策"),
    "removed": ("policy dropped", "取消政策"),
    "of_the_world": ("parameter of the world", "世界参数"),
    "changed_institution": ("institution that the reform changes", "改革改变的制度"),
    "institution": ("institution", "制度"),
    "throughout": ("throughout", "始终"),
    "from_year": ("from year\N{NO-BREAK SPACE}{first}", "自第{first}年起"),
    "during": ("years\N{NO-BREAK SPACE}{first}–{last}", "第{first}–{last}年"),
    "in_year": ("year {first}", "第{first}年"),
    "once": ("once, in year {first}", "一次性，第{first}年"),
    "phase_in": ("grows evenly over {n} years", "{n}年内逐步到位"),
    "step": ("×{factor} from year {year}", "第{year}年起×{factor}"),
    "announced": ("known {n} years ahead", "提前{n}年公布"),
    "announced_one": ("known a year ahead", "提前1年公布"),
    "feedback": (
        "steered: {metric} is to reach {target}, gain {gain}, level {low} to {high}",
        "按目标调整：{metric}达到{target}，增益{gain}，强度{low}至{high}",
    ),
    "regions": ("regions {list} only", "仅地区{list}"),
    "region_only": ("region {list} only", "仅地区{list}"),
    "sourced": ("sourced", "有来源"),
    "calibrated": ("calibrated", "经校准"),
    "assumed": ("assumed", "假定"),
    "basis_note": (
        "The basis is that of the number that stands. How far a reform moves it is the scenario's choice.",
        "“数字依据”指现行数值的依据；改革把它改变多少，由情景设定。",
    ),
    # --- figures ----------------------------------------------------------------------------------------------------
    "h_figures": ("Figures", "图"),
    "f_effects": (
        "Effects of all reforms: a dot is the mean over worlds, a bar its 95 % interval, each stroke is one world.",
        "全部改革的效应：圆点为各世界均值，色条为其95%区间，每根短线是一个世界。",
    ),
    "f_hot_and_cold": (
        "Who takes part: without the reform, with it, and the difference in the same worlds.",
        "谁参与：无改革、有改革、同一世界之差。",
    ),
    "f_quality": ("Training quality and what makes it.", "培养质量及其来源。"),
    "f_match": ("The match between graduates and jobs, and its two parts.", "毕业生与岗位的匹配及其两个组成部分。"),
    "f_public_money": ("Public money by kind and year.", "各年各类公共支出。"),
    "f_size_classes": ("Who takes part, by size of enterprise.", "不同规模企业的参与。"),
    "f_frontier": (
        "Public cost against deep participation, means of the last five years. Grey arms are dominated: another costs "
        "no more and reaches more, beyond noise.",
        "公共成本与深度参与率（最后五年均值）。灰色方案被占优：另有方案花费不多而效果更大，差异超出噪声。",
    ),
    "f_frontier_budget": (
        "Public cost, mean of all years as the budget, against deep participation, mean of the last five. Grey arms "
        "are dominated: another costs no more and reaches more, beyond noise.",
        "公共成本（与预算同为全部年份均值）与深度参与率（最后五年均值）。灰色方案被占优：另有方案花费不多而效果更大，差异超出噪声。",
    ),
    "f_other": ("Figure {name}", "图：{name}"),
    "missing": (
        "These figures could not be drawn and are missing here: {what}.",
        "以下各图未能绘制，本页没有：{what}。",
    ),
    "missing_of": ("of “{reform}”: {what}", "{reform}：{what}"),
    "n_effects": ("effects of all reforms", "全部改革的效应"),
    "n_frontier": ("cost against deep participation", "成本与深度参与率"),
    "n_hot_and_cold": ("who takes part", "谁参与"),
    "n_quality": ("training quality", "培养质量"),
    "n_match": ("talent match", "人才匹配度"),
    "n_public_money": ("public money", "公共支出"),
    "n_size_classes": ("who takes part, by size", "不同规模企业的参与"),
    # --- effects ----------------------------------------------------------------------------------------------------
    "h_effects": ("Effects over the last five years", "最后五年的效应"),
    "effects_note": (
        "Means of {years} over {worlds}; an effect is the mean difference between the same worlds with and without the "
        "reform. Shares are of eligible enterprises, not of all.",
        "{years}、{worlds}的均值；效应是同一世界有无改革之差的均值。企业占比均以符合条件的企业为分母，不是全部企业。",
    ),
    "effects_note_budget": (
        "Public spending is that of these years, too; in the answers, the frontier and the ranking a reform's cost is "
        "the mean of all years, which the budget is held against.",
        "此处的公共支出同样只是这些年份的；在回答、前沿图和排序中，改革的成本是全部年份的均值，预算以此衡量。",
    ),
    "output": ("Output", "指标"),
    "without": ("Without", "无改革"),
    "effect": ("Effect", "效应"),
    "interval": ("95 % interval", "95%区间"),
    "p_best": ("P(best)", "P（最优）"),
    "by_region_caption": ("Deep participation by region", "各地区深度参与率"),
    "region": ("Region", "地区"),
    # --- outcomes ---------------------------------------------------------------------------------------------------
    "h_outcomes": ("What the reforms did, and for whom", "改革做了什么，影响了谁"),
    "h_outcomes_one": ("What the reform did, and for whom", "改革做了什么，影响了谁"),
    "outcomes_note": (
        "Means of {years}, with 95 % intervals in brackets; counts and money at the scale of the real city. The same "
        "enterprise lives in both arms: it joined because of the reform if it takes part with it and not without it.",
        "{years}均值，括号内为95%区间；数量和金额按真实城市规模。同一家企业同时存在于两种情景：只在有改革时参与，即为因改革而参与。",
    ),
    "not_defined": ("not defined", "没有定义"),
    "not_defined_note": (
        "A ratio is not defined where its denominator may be zero, and deadweight only where a reform pays "
        "enterprises.",
        "分母可能为零时，比值没有定义；只有向企业付钱的改革才有无谓损失率。",
    ),
    "c_reach": ("Reach, cost and formalism", "效果、成本与形式化"),
    "c_joined": ("Who takes part because of the reform, and who would anyway", "谁因改革而参与，谁本来就会参与"),
    "c_actors": ("Net benefit by actor: change a year, whole city", "各方净收益的年变化（全市）"),
    "c_actors_note": (
        "A first-year balance: wages of later years, taxes and effects outside the city are not in it.",
        "只是首年账：不含以后各年的工资、税收和城市以外的影响。",
    ),
    "c_winners": ("Winners and losers among enterprises", "企业中的获益者与受损者"),
    "c_winners_note": (
        "Better or worse off by more than ¥ {yuan} a year, against the same enterprise without the reform.",
        "与没有改革的同一企业相比，每年多得或少得超过{yuan}元。",
    ),
    "c_schools": ("Winners and losers among schools", "学校中的获益者与受损者"),
    "c_schools_note": (
        "Quarters by the name that schools had before any policy.",
        "按政策之前的学校声誉四等分。",
    ),
    "c_left": ("What is left after the end", "结束之后剩下多少"),
    "c_left_note": (
        "Effect on deep participation so many years after the last year in which the reform acts; its share of the "
        "effect in that last year in brackets.",
        "改革最后一年之后若干年的深度参与率效应；括号内为其占最后一年效应的份额。",
    ),
    "group": ("Group", "组别"),
    "outcome": ("Outcome", "结果"),
    "moment": ("Year", "年份"),
    "g_all": ("All", "全部"),
    "g_size": ("{n} workers", "{n}人"),
    "g_field": ("Field {n}", "专业领域{n}"),
    "g_weakest quarter": ("Weakest quarter", "声誉最弱的四分之一"),
    "g_second quarter": ("Second quarter", "第二个四分之一"),
    "g_third quarter": ("Third quarter", "第三个四分之一"),
    "g_strongest quarter": ("Strongest quarter", "声誉最强的四分之一"),
    "g_last_year": ("In the last year", "最后一年"),
    "g_years_after": ("{n} years after", "之后第{n}年"),
    "g_year_after": ("1 year after", "之后第1年"),
    "gains": ("Better off", "获益"),
    "loses": ("Worse off", "受损"),
    "each": ("Change, ¥ a year each", "平均变化，元/年"),
    "quality": ("Graduates' adequacy", "毕业生胜任度"),
    # --- ranking ----------------------------------------------------------------------------------------------------
    "h_ranking": ("Ranking within the budget", "预算之内的排序"),
    "ranking_note": (
        "Each reform is scaled by one factor until it costs {target} on average over all years, on the same seeds, on "
        "top of what the baseline spends. An arm is dominated where another costs no more and reaches more, beyond "
        "noise.",
        "每项改革乘以同一系数，使其在相同随机种子上、全部年份平均比基准多花{target}。若另有方案花费不多而效果更大（差异超出噪声），则为被占优。",
    ),
    "strength": ("Strength", "强度系数"),
    "cost": ("Cost a year", "年成本"),
    "p_over_budget": ("P(over budget)", "P（超预算）"),
    "dominated_by": ("Dominated by", "被谁占优"),
    "not_dominated": ("not dominated", "未被占优"),
    "spends_not": ("does not spend the budget", "花不完预算"),
    "ranked_by": ("By {metric}", "按{metric}"),
}  # fmt: skip

_TEXTS = Texts(_OTHERS, ANSWER, ENSEMBLE, PROSE, SWEEP)


NUMBERS = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NUMBERS_ZH = ("", "", "两", "三", "四", "五", "六", "七", "八", "九")


def say(key: str, lang: str, **values: object) -> str:
    """A text in a language, with its values; per cent does not leave its number."""
    return _PER_CENT.sub("\N{NO-BREAK SPACE}", _TEXTS.say(key, lang, **values))


def say_html(key: str, lang: str, **values: object) -> Markup:
    """The same as HTML, in which values may be HTML of their own; others are escaped."""
    return Markup(escape(_PER_CENT.sub("\N{NO-BREAK SPACE}", _TEXTS.pattern(key, lang)))).format(**values)


def count(n: int, lang: str) -> str:
    """A small number as a word."""
    words = NUMBERS_ZH if lang == "zh" else NUMBERS
    return words[n] if 1 < n < len(words) else str(n)


_PER_CENT = re.compile(r"(?<=\d) (?=%)")


def keys() -> frozenset[str]:
    """Names of all texts."""
    return frozenset(_TEXTS)
