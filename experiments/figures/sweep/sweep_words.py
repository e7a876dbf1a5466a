"""Every word that stands in a figure of a sweep, in English and 中文."""

from __future__ import annotations

from ...presentation.texts import Texts

_TEXTS: dict[str, tuple[str, str]] = {
    # --- what line, band and cell are -------------------------------------------------------------------------------
    "named": ("{what} ({unit})", "{what}（{unit}）"),
    "mean": ("mean of {n} seeds", "{n}个随机种子的均值"),
    "one_seed": ("one seed, so no error is known", "单个随机种子，误差未知"),
    "error": ("standard error at most {error}", "标准误不超过{error}"),
    "band_key": ("95 % interval, the same worlds everywhere", "95%区间，各处为同一批世界"),
    "bars": ("bars: 95 % interval, the same worlds everywhere", "误差线：95%区间，各处为同一批世界"),
    "bars_points": ("bars: 95 % interval over the points within", "误差线：其中各点的95%区间"),
    "band_effect": ("95 % interval of the mean effect", "平均效应的95%区间"),
    "bars_effect": ("bars: 95 % interval of the mean effect", "误差线：平均效应的95%区间"),
    "of_base": ("levels of the base", "基准的水平"),
    "paired_base": ("against the base in the same worlds", "与同一世界中的基准之差"),
    "paired": ("differences in the same worlds", "同一世界之差"),
    "paired_with": ("against {reference} in the same worlds", "与同一世界中{reference}之差"),
    "over_others": ("averaged over {factors}", "对{factors}取平均"),
    "over_many": ("averaged over {k} other factors", "对其余{k}个因素取平均"),
    "framed": ("framed: {base}", "方框：{base}"),
    "triangles": ("triangles at the axes: {base}", "轴上三角：{base}"),
    "as_it_stands": ("as it stands", "现状"),
    "hatched": ("hatched: no result", "斜线：无结果"),
    "binned": ("cells: means of the points within", "格内为其中各点的均值"),
    "error_brief": ("s.e. ≤ {error}", "标准误≤{error}"),
    "grand_mean": ("dashed: mean of all points", "虚线：全部点的均值"),
    "one_at_a_time": ("dashed: as it stands; each factor moved by itself", "虚线：现状；每次只变动一个因素"),
    "largest": ("the {k} of {n} factors that move it most", "影响最大的{k}个因素（共{n}个）"),
    "bins": ("ranges in {k} parts", "各范围分为{k}段"),
    "none": ("none", "无"),
    "no_result": ("no run has a result", "没有任何运行得到结果"),
    "and": (" and ", "和"),
    "comma": (", ", "、"),
    # --- axes -------------------------------------------------------------------------------------------------------
    "points": ("points", "百分点"),
    "percentage_points": ("percentage points", "百分点"),
    "effect_on": ("Effect on {metric}", "{metric}效应"),
    "effect_of": ("Effect of “{reform}” on {metric}", "“{reform}”的{metric}效应"),
    "the_effect_of": ("the effect of “{reform}” on {metric}", "“{reform}”的{metric}效应"),
    "the_effect_on": ("the effect on {metric}", "{metric}效应"),
    "million": ("million yuan a year", "万元/年"),
    "million_stock": ("million yuan", "万元"),
    "model_money": ("k¥ per year, model", "千元/年，模型"),
    "model_stock": ("k¥, model", "千元，模型"),
    "mu_star": (
        "μ*: mean size of its effects when it is moved, σ: their standard deviation",
        "μ*：变动该因素的效应绝对值均值，σ：效应的标准差",
    ),
    "above_line": (
        "above the line: depends on the other factors, or is not linear",
        "线以上：取决于其他因素，或非线性",
    ),
    "named_most": ("numbered: the {k} with largest μ*, with 95 % intervals", "编号：μ*最大的{k}个及其95%区间"),
    "share_of_variance": ("Share of the variance of {metric}", "占{metric}方差的比例"),
    "S1": ("by itself (S1)", "自身（S1）"),
    "ST": ("with all interactions (ST)", "含全部交互作用（ST）"),
    "idle": ("not drawn: {k} factors that do not move it", "未画出：对其无影响的{k}个因素"),
    "idle_one": ("not drawn: one factor that does not move it", "未画出：对其无影响的1个因素"),
    "bars_indices": ("bars: 95 % intervals", "误差线：95%区间"),
    "cost": ("Public spending ({unit})", "公共支出（{unit}）"),
    "deep": ("Deep participation (%)", "深度参与率（%）"),
    "dominated": ("grey: dominated beyond noise", "灰色：被占优（超出噪声）"),
    "none_dominated": ("none is dominated beyond noise", "无一被占优（超出噪声）"),
    "line": ("line: deepest for each sum", "连线：同样花费中最深者"),
    "marks": ("names: {factors}", "标注：{factors}"),
    "bars_paired": (
        "bars: 95 % intervals of the difference from the base in the same worlds",
        "误差线：同一世界中与基准之差的95%区间",
    ),
    "bars_budget": (
        "bars: 95 % intervals of the difference from the base in the same worlds; cost: mean of all years",
        "误差线：同一世界中与基准之差的95%区间；成本为全部年份的均值",
    ),
    # --- findings ---------------------------------------------------------------------------------------------------
    "heat_map": (
        "{metric}: {low} to {high}, highest with {where}",
        "{metric}：{low}至{high}，最高点：{where}",
    ),
    "flat": ("{metric}: no difference beyond noise, {value} everywhere", "{metric}：差异未超出噪声，各处约{value}"),
    "constant": ("{metric}: {value} everywhere", "{metric}：处处为{value}"),
    "empty": ("{metric}: no result", "{metric}：无结果"),
    "main": ("{factor} moves {metric} most: {low} → {high}", "对{metric}影响最大的是{factor}：{low} → {high}"),
    "moves": ("With {factor} from {low} to {high}: ", "{factor}从{low}到{high}："),
    "screening": (
        "{factor} moves {metric} most; {k} of {n} factors do more than a tenth of it",
        "对{metric}影响最大的是{factor}；{n}个因素中有{k}个超过其十分之一",
    ),
    "screening_still": ("None of {n} factors moves {metric}", "{n}个因素均不影响{metric}"),
    "sobol": (
        "{factor} explains {alone} of the variance of {metric}, {total} with its interactions",
        "{factor}解释{metric}方差的{alone}，含交互作用为{total}",
    ),
    "frontier": (
        "{k} of {n} {what} are not dominated; deepest: {name}, {deep} in depth for {cost} a year",
        "{n}个{what}中{k}个未被占优；最深：{name}，深度参与率{deep}，每年{cost}",
    ),
    "frontier_all": (
        "None of {n} {what} is dominated; deepest: {name}, {deep} in depth for {cost} a year",
        "{n}个{what}无一被占优；最深：{name}，深度参与率{deep}，每年{cost}",
    ),
    "frontier_many": (
        "{k} of {n} {what} are not dominated; the deepest reaches {deep} for {cost} a year",
        "{n}个{what}中{k}个未被占优；最深者深度参与率{deep}，每年{cost}",
    ),
    "frontier_many_all": (
        "None of {n} {what} is dominated; the deepest reaches {deep} for {cost} a year",
        "{n}个{what}无一被占优；最深者深度参与率{deep}，每年{cost}",
    ),
    "frontier_one": (
        "All {what} but {name} are dominated: {deep} in depth for {cost} a year",
        "除{name}外，其余{what}均被占优：深度参与率{deep}，每年{cost}",
    ),
    "arms": ("arms", "方案"),
    "settings": ("settings", "设定"),
    "still": ("no clear change", "无明确变化"),
    "note": ("{title} · {runs} runs: {points} points, {seeds}", "{title} · {runs}次运行：{points}个点，{seeds}"),
    "n_seeds": ("{n} seeds each", "每点{n}个随机种子"),
    "n_one_seed": ("one seed each", "每点1个随机种子"),
    "failed": ("{n} failed", "{n}次失败"),
    "added": ("{unit}, added", "{unit}，增量"),
    "at": ("{factor} {value}", "{factor}{value}"),
}  # fmt: skip


say = Texts(_TEXTS).say
"""A text in a language, with its values."""
