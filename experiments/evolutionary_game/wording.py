"""What `consortium game` says of a scenario, in English and 中文: payoffs and their reasons, steps, and the finding."""

from __future__ import annotations

import math

from ...simulation.parameters import PARAMETERS
from ..presentation.language import Lang
from ..presentation.numbers import number, percent, signed
from ..presentation.texts import Texts
from ..runs.annual import years_of
from .departures import STEPS
from .side_by_side import SideBySide

__all__ = ["PAYOFFS", "WORDS", "finding", "heading", "payoff_rows", "result_rows", "step_rows", "word"]

_WORDS: dict[str, tuple[str, str]] = {
    "title": (
        "{title}: theory and model, seeds {first}–{last}",
        "{title}：理论与模型对照，随机种子{first}–{last}",
    ),
    "list": ("; ", "；"),
    # --- tables -------------------------------------------------------------------------------------------------------
    "payoffs": ("Payoffs of the nearest game, year {year}", "与情景最接近的博弈之收益，第{year}年"),
    "symbol": ("Symbol", "符号"),
    "payoff": ("Payoff", "收益"),
    "value": ("Value", "数值"),
    "reason": ("What it is in the model", "在模型中的含义"),
    "results": ("Side by side, means of years {first}–{last}", "两者对照，第{first}–{last}年均值"),
    "quantity": ("Quantity", "内容"),
    "game": ("Game", "博弈"),
    "model": ("Full model", "完整模型"),
    "steps": ("From the game to the model, last autumn", "从博弈到完整模型，最后一个秋季"),
    "step": ("Step", "步骤"),
    "share": ("Would train in depth", "深度培养的企业"),
    "change": ("Change", "变化"),
    "why": ("Why", "原因"),
    # --- units --------------------------------------------------------------------------------------------------------
    "utility": ("utility", "效用"),
    "per_place": ("k¥ per place", "千元/岗位"),
    "per_trainee": ("k¥ per trainee-year", "千元/学徒·年"),
    "points": ("{} points", "{}个百分点"),
    "range": ("{value} ({low} to {high})", "{value}（{low}至{high}）"),
    "all": ("all", "全部"),
    "none": ("none", "无"),
    "never": ("none is enough (up to {high})", "再高也不够（至{high}）"),
    "not_up_to": ("more than {top}", "高于{top}"),
    "half": ("{value} (for half of them)", "{value}（使半数企业参与）"),
    "without": ("0 (not needed)", "0（无需补贴）"),
    # --- results ------------------------------------------------------------------------------------------------------
    "r_schools": ("Schools that take part", "参与的学校"),
    "r_deep": ("Enterprises that train in depth, with the support", "有支持时深度培养的企业"),
    "r_long": ("  … in the long run", "  ……长期"),
    "r_removed": ("  … with support removed from year {year} on", "  ……自第{year}年起取消支持"),
    "r_removed_long": ("  … in the long run without support", "  ……无支持时的长期结果"),
    "r_needed": ("Subsidy from which they do, k¥ per trainee-year", "开始深度培养所需补贴，千元/学徒·年"),
    "r_present": ("  … in force", "  ……现行补贴"),
    "r_years": ("Years from 5 % to 95 % (or back)", "从5%到95%（或反向）所需年数"),
    "r_public": (
        "Least public gain per place of deep training, k¥, that keeps support going",
        "维持支持所需的公共收益下限（深度培养每岗位，千元）",
    ),
    # --- payoffs and reasons ------------------------------------------------------------------------------------------
    "A_s": ("School: own benefit of taking part", "学校：参与的自身收益"),
    "A_s_why": (
        "mandate, and what the assessment counts for a plaque; it comes from above, so it stays without support",
        "办学任务要求与考核中挂牌的权重；来自上级，取消支持后依然存在",
    ),
    "C_s": ("School: cost", "学校：成本"),
    "C_s_why": ("cost of taking part", "学校参与成本"),
    "B_s": ("School: gain from a deep enterprise", "学校：企业深度参与带来的收益"),
    "B_s_why": (
        "assessment of substance and resources, at the ties that schools would have if all enterprises were deep",
        "考核中的实质部分与企业资源，按所有企业都深度参与时的联系强度计算",
    ),
    "S_e": ("Enterprise: support", "企业：政府支持"),
    "S_e_why": (
        "subsidy, tax credit, relief, bonus and advantages in tenders, all granted and without the cost of applying",
        "补贴、教育费附加抵免、成本减免、留任奖励与招标优势；假定全部兑现、申请无成本",
    ),
    "F_e": ("Enterprise: penalty if not deep", "企业：不深度参与的处罚"),
    "F_e_why": (
        "loss of credit for an empty plaque less what untrue claims bring; negative: the government pays those, too",
        "挂牌不培养的信用损失，减去虚报所得；为负表示政府也付钱给不深度参与者",
    ),
    "K_e": ("Enterprise: expected loss by risks", "企业：风险的预期损失"),
    "K_e_why": ("accidents and wear over the training", "培养期间的事故与损耗"),
    "rho": ("Enterprise: share of it compensated", "企业：其中得到补偿的比例"),
    "rho_why": ("risk compensation", "风险补偿"),
    "A_e": ("Enterprise: own benefit of depth", "企业：深度参与的自身收益"),
    "A_e_why": (
        "reputation, image, neighbours that train (at their share in year 1), favours under a quota",
        "声誉、形象、同行示范（按第1年的比例）、指标压力下的照顾",
    ),
    "C_e": ("Enterprise: cost of depth", "企业：深度参与的成本"),
    "C_e_why": (
        "gross cost less what trainees produce, fixed cost, membership, poaching, disputes",
        "培养总成本减学徒产出，加固定成本、成员费用、被挖人与纠纷",
    ),
    "B_e": ("Enterprise: gain from an active school", "企业：学校参与带来的收益"),
    "B_e_why": (
        "hiring cost saved and rent on graduates who stay, research: only a school that takes part sends trainees",
        "留任毕业生节省的招聘成本与租金、联合研发：只有参与的学校才送来学徒",
    ),
    "D_e": ("Enterprise: gain if not deep", "企业：不深度参与的收益"),
    "D_e_why": (
        "the best of staying out (worth 0), a plaque and placements, without public money",
        "不参与（计为0）、挂牌与岗位实习三者中最好的一项，不含公共资金",
    ),
    "S_star": ("Threshold support S*", "支持阈值 S*"),
    "S_star_why": (
        "C_e + K_e(1 − ρ) − A_e − F_e − (B_e − D_e): with more, every enterprise of the game turns deep",
        "C_e + K_e(1 − ρ) − A_e − F_e − (B_e − D_e)：高于此值，博弈中的企业全部深度参与",
    ),
    # --- steps --------------------------------------------------------------------------------------------------------
    "one": ("the game: one enterprise stands for all", "博弈：一家企业代表全部"),
    "one_why": (
        "the median enterprise, informed, with support for the asking",
        "中位企业，了解政策，支持有求必应",
    ),
    "heterogeneity": ("enterprises differ", "企业各不相同"),
    "heterogeneity_why": (
        "size, cost, horizon and field: those for whom it pays train, whatever the median does",
        "规模、成本、时间视野与领域各异：划算的企业就培养，与中位企业无关",
    ),
    "application": ("support must be known and applied for", "支持需知晓并申请"),
    "application_why": (
        "who does not know of it, has few places to spread an application over, or was turned down, counts less on it",
        "不知情、岗位少而申请成本高或曾被拒者，对支持的预期较低",
    ),
    "network": ("each watches its own neighbours", "各自观察自己的同行"),
    "network_why": (
        "the example of neighbours that train differs between enterprises and has moved since year 1",
        "同行示范因企业而异，且自第1年以来有变化",
    ),
    "memory": ("each has a past", "各有经历"),
    "memory_why": (
        "beliefs about trainees and retention, goals shared with a school, certification",
        "对学徒与留任的看法、与学校趋同的目标、认证",
    ),
    "chance": ("choice is partly chance", "选择带有随机性"),
    "chance_why": ("choice is a logit, and now and then at random", "按逻辑斯蒂概率选择，偶尔随机"),
    "model_step": ("a school must be at hand, and ties last", "需有学校可合作，且关系有惯性"),
    "model_why": (
        "the full model: who has met no school cannot train, and most do not review their choice in a year",
        "完整模型：没有遇到学校就无法培养，多数企业当年不重新考虑",
    ),
    # --- the finding --------------------------------------------------------------------------------------------------
    "says_all": (
        "The game says that all enterprises train in depth in the long run; in the model {model} do.",
        "博弈认为长期中全部企业深度培养；模型中为{model}。",
    ),
    "says_none": (
        "The game says that no enterprise trains in depth in the long run; in the model {model} do.",
        "博弈认为长期中没有企业深度培养；模型中为{model}。",
    ),
    "threshold": (
        "Its enterprise needs a subsidy of {needed} k¥ per trainee-year, and {present} is in force.",
        "博弈中的企业需要每学徒每年{needed}千元补贴，现行为{present}千元。",
    ),
    "threshold_none": (
        "Its enterprise would train without any subsidy, given the other support.",
        "在其他支持下，博弈中的企业无需补贴也会培养。",
    ),
    "threshold_never": (
        "No allowed subsidy is enough for its enterprise.",
        "在允许范围内，再高的补贴也不足以打动博弈中的企业。",
    ),
    "survives": (
        "Without support depth survives in the game, and {removed} of {kept} in the model.",
        "取消支持后，博弈中深度参与得以保持；模型中{kept}降为{removed}。",
    ),
    "dies": (
        "Without support nothing of it survives in the game in the long run; in the model {removed} still train in "
        "depth, against {kept} with support.",
        "取消支持后，博弈中长期无一保留；模型中仍有{removed}深度培养，有支持时为{kept}。",
    ),
    "never_warm": (
        "With support removed, {removed} train in depth in the model, against {kept} with it.",
        "取消支持后，模型中{removed}深度培养，有支持时为{kept}。",
    ),
    "parts": (
        "What moves the model away from the game most: {largest}.",
        "使模型偏离博弈最多的因素：{largest}。",
    ),
    "largest": ("{step} ({change} points)", "{step}（{change}个百分点）"),
}

WORDS = Texts(_WORDS)

word = WORDS.say
"""A text in a language, with its values."""

_OF_SCHOOLS = ("A_s", "C_s", "B_s")
_OF_ENTERPRISES = ("S_e", "F_e", "K_e", "rho", "A_e", "C_e", "B_e", "D_e")

PAYOFFS = {name: name.replace("rho", "ρ") for name in (*_OF_SCHOOLS, *_OF_ENTERPRISES)} | {"S_star": "S_e*"}
"""Symbols of the payoffs, as tables write them, by the keys of their names in `word`."""


def heading(found: SideBySide, lang: Lang) -> str:
    """Which scenario it is, and which worlds."""
    return word("title", lang, title=found.scenario.title[lang], first=found.seeds[0], last=found.seeds[-1])


def payoff_rows(found: SideBySide, lang: Lang) -> list[tuple[str, str, str, str]]:
    """Every payoff: symbol, name, value with its unit, and what it is in the model."""
    payoffs = found.prediction.mapped.payoffs
    rows = []
    for symbol in (*_OF_SCHOOLS, *_OF_ENTERPRISES):
        value = float(getattr(payoffs, symbol))
        if symbol == "rho":
            said = percent(value, lang)
        else:
            said = f"{number(value, 2)} {word('utility' if symbol in _OF_SCHOOLS else 'per_place', lang)}"
        rows.append((PAYOFFS[symbol], word(symbol, lang), said, word(f"{symbol}_why", lang)))
    threshold = f"{number(payoffs.threshold_subsidy, 2)} {word('per_place', lang)}"
    return [*rows, (PAYOFFS["S_star"], word("S_star", lang), threshold, word("S_star_why", lang))]


def result_rows(found: SideBySide, lang: Lang) -> list[tuple[str, str, str]]:
    """What the game says and what the model does: quantity, game, model."""
    p, last = found.prediction, years_of(found.scenario)

    def everybody(taken: int) -> str:
        return word("all" if taken else "none", lang)

    def shares(of: str) -> str:
        low, high = (percent(value, lang) for value in found.deep_range(getattr(found, of)))
        return word("range", lang, value=percent(found.deep(getattr(found, of)), lang), low=low, high=high)

    years = p.half_years / 2.0
    schools = percent(found.schools(found.kept), lang)
    return [
        (word("r_schools", lang), percent(found.schools(found.game_kept), lang), schools),
        (word("r_deep", lang), percent(found.deep(found.game_kept), lang), shares("kept")),
        (word("r_long", lang), everybody(p.with_support[1]), "–"),
        (
            word("r_removed", lang, year=found.removal_year),
            percent(found.deep(found.game_removed), lang),
            shares("removed"),
        ),
        (word("r_removed_long", lang), everybody(p.without_support[1]), "–"),
        (word("r_needed", lang), _needed(found, lang), model_threshold(found, lang)),
        (word("r_present", lang), number(p.present, 1), number(p.present, 1)),
        (word("r_years", lang), f"> {10 * last}" if years > 10 * last else number(years, 0), "–"),
        (word("r_public", lang), number(p.mapped.public_cost, 1), "–"),
    ]


def _needed(found: SideBySide, lang: Lang) -> str:
    needed = found.prediction.needed
    if math.isinf(needed):
        return word("never", lang, high=number(float(PARAMETERS["subsidy"].high), 0))
    return number(needed, 1) if needed > 0.0 else word("without", lang)


def model_threshold(found: SideBySide, lang: Lang) -> str:
    """The subsidy at which half of the model's enterprises train in depth, as far as it was tried."""
    table = found.response
    above = table.index[table["model"] >= 0.5]
    if not len(above):
        return word("not_up_to", lang, top=number(float(table["subsidy"].iloc[-1]), 1))
    place = int(above[0])
    if place == 0:
        return word("half", lang, value=number(float(table["subsidy"].iloc[0]), 1))
    before, after = table.iloc[place - 1], table.iloc[place]
    share = (0.5 - before["model"]) / (after["model"] - before["model"])
    return word("half", lang, value=number(before["subsidy"] + share * (after["subsidy"] - before["subsidy"]), 1))


def step_rows(found: SideBySide, lang: Lang) -> list[tuple[str, str, str, str]]:
    """The steps from the game to the model: step, share, change, why."""
    rows = []
    for step, share, change in found.departures.itertuples(index=False):
        moved = "" if math.isnan(change) else word("points", lang, signed(100.0 * change, 1))
        rows.append((step_name(step, lang), percent(share, lang), moved, word(f"{step}_why", lang)))
    return rows


def step_name(step: str, lang: Lang) -> str:
    """What a step is called."""
    return word("model_step" if step == "model" else step, lang)


def finding(found: SideBySide, lang: Lang) -> str:
    """What is to be learned, in a few sentences."""
    p = found.prediction
    kept, removed = (percent(found.deep(shares), lang) for shares in (found.kept, found.removed))
    sentences = [word("says_all" if p.with_support[1] else "says_none", lang, model=kept)]
    if math.isinf(p.needed):
        sentences.append(word("threshold_never", lang))
    elif p.needed <= 0.0:
        sentences.append(word("threshold_none", lang))
    else:
        sentences.append(word("threshold", lang, needed=number(p.needed, 1), present=number(p.present, 1)))
    lasting = "survives" if p.without_support[1] else "dies" if p.with_support[1] else "never_warm"
    sentences.append(word(lasting, lang, removed=removed, kept=kept))
    sentences.append(word("parts", lang, largest=largest_steps(found, lang)))
    return ("" if lang == "zh" else " ").join(sentences)


def largest_steps(found: SideBySide, lang: Lang, most: int = 2) -> str:
    """The steps that change most, the largest first, with their signs."""
    table = found.departures.dropna().set_index("step")["change"]
    order = sorted(table.index, key=lambda step: (-abs(table[step]), STEPS.index(step)))[:most]
    said = [
        word("largest", lang, step=step_name(step, lang), change=signed(100.0 * float(table[step]), 0))
        for step in order
        if abs(table[step]) >= 0.005
    ]
    return word("list", lang).join(said)
