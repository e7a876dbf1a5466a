"""Words of a report's first pages, in English and 中文: recommendation, trade-off, ranked table, robustness."""

from __future__ import annotations

ANSWER: dict[str, tuple[str, str]] = {
    # --- recommendation ---------------------------------------------------------------------------------------------
    "rec_best": (
        "Best for {metric}: {reform}. It raises it by {size}, from {before} to {after} ({interval}), {money}.",
        "就{metric}而言，最优的是{reform}：提高{size}，由{before}升至{after}（{interval}），{money}。",
    ),
    "rec_best_falls": (
        "Best for {metric}: {reform}. It lowers it by {size}, from {before} to {after} ({interval}), {money}.",
        "就{metric}而言，最优的是{reform}：降低{size}，由{before}降至{after}（{interval}），{money}。",
    ),
    "rec_next": ("Next is {reform}: {change}, {money}.", "其次是{reform}：{change}，{money}。"),
    "rec_tie": (
        "Best for {metric}, and not distinguishable in these worlds: {reforms}{more}.",
        "就{metric}而言，以下方案最优，且在这些世界中分不出高下：{reforms}{more}。",
    ),
    "rec_tie_falls": (
        "They lower {metric} most, and are not distinguishable in these worlds: {reforms}{more}.",
        "以下方案使{metric}降低最多，且在这些世界中分不出高下：{reforms}{more}。",
    ),
    "rec_of_tie": ("{reform} ({change}, {money})", "{reform}（{change}，{money}）"),
    "brief_up": ("for {size} more public money", "公共支出多{size}"),
    "brief_down": ("with {size} less public money", "公共支出少{size}"),
    "brief_none": ("with no difference seen in public money", "公共支出未见差异"),
    "rec_more": (" and {n} more", "等另外{n}项"),
    "rec_none": (
        "No reform is seen to raise {metric}, so none is best for it. The greatest mean is that of {reform}: {change}.",
        "没有改革使{metric}明显提高，因此就该指标而言没有最优方案。均值最大的是{reform}：{change}。",
    ),
    "rec_none_falls": (
        "No reform is seen to lower {metric}, so none is best for it. The lowest mean is that of {reform}: {change}.",
        "没有改革使{metric}明显降低，因此就该指标而言没有最优方案。均值最低的是{reform}：{change}。",
    ),
    # --- trade-off --------------------------------------------------------------------------------------------------
    "h_trade_off": ("The trade-off", "取舍"),
    "off_best": ("Best for {metrics}: {who}.", "{metrics}最优：{who}。"),
    "off_none": ("No reform is seen to better {metrics}.", "没有改革明显改善{metrics}。"),
    "off_cost": ("Least public money: {who}, {money}.", "公共支出最少：{who}，{money}。"),
    "off_each": ("Least per additional trainee: {who}, {money}.", "每新增一名学徒的公共成本最低：{who}，{money}。"),
    "off_worse": ("{reform} makes worse: {list}.", "{reform}使以下指标变差：{list}。"),
    "off_nothing_worse": (
        "{reform} is not seen to make any output on this page worse, public money aside.",
        "除公共支出外，未见{reform}使本页任何指标变差。",
    ),
    "not_apart": ("{reforms} (not distinguishable)", "{reforms}（分不出高下）"),
    # --- ranked table -----------------------------------------------------------------------------------------------
    "h_ranked": ("The reforms, the best for {metric} first", "各项改革（按{metric}由优到劣）"),
    "place": ("Place", "名次"),
    "ranked_cost": ("Public money", "公共支出"),
    "better_in": ("Better in", "优于基准的世界"),
    "best_in": ("Best in", "最优的世界"),
    "ranked_note": (
        "Effects are changes against “{base}”, means of {years} over {worlds}, with their 95 % intervals; grey where "
        "no difference is seen or too little is known to judge. Better in: share of worlds in which {metric} is better "
        "with the reform than without.",
        "效应是与“{base}”相比的变化（{years}、{worlds}的均值，附95%区间）；未见差异或依据不足的为灰色。“优于基准的世界”指{metric}"
        "因改革而更好的世界占比。",
    ),
    "ranked_note_best": (
        "Best in: share of worlds in which no other reform is better.",
        "“最优的世界”指没有其他改革更好的世界占比。",
    ),
    "ranked_note_budget": (
        "Public money is the mean of all years, which the budget is held against.",
        "公共支出为全部年份均值，预算以此衡量。",
    ),
    # --- matrix of effects ------------------------------------------------------------------------------------------
    "matrix_note": (
        "In each cell the effect, its 95 % interval, and the share of worlds in which the output is higher with the "
        "reform. ▲ rises, ▼ falls; grey: no difference seen, or too little to judge. All outputs are in {file}.",
        "每格为效应、95%区间，以及改革使指标提高的世界占比。▲上升，▼下降；灰色：未见差异或依据不足。全部指标见{file}。",
    ),
    "of_worlds": (" of worlds", "的世界"),
    "appendix": ("Appendix", "附录"),
    "appendix_note": (
        "What the answer above rests on: what was compared, each reform by itself, and how to repeat it.",
        "以上回答的依据：比较了什么、各项改革的详情，以及如何重做。",
    ),
    "h_each": ("Each reform by itself", "逐项回答"),
    "enlarge": ("Enlarge", "放大"),
    # --- robustness -------------------------------------------------------------------------------------------------
    "h_robust": ("Does it hold under other assumptions?", "换一种假定还成立吗？"),
    "robust_not_run": (
        "Not examined here: assumed numbers may be others, and no interval on this page allows for that. {command} "
        "varies the ten most influential ones, one at a time, and adds the result to this page without simulating the "
        "comparison again.",
        "此处未检验：假定的数字可能有误，而本页的区间都没有考虑这一点。{command}会逐一变动影响最大的十个假定，并把结果加入本页，"
        "不必重新模拟整个比较。",
    ),
    "robust_not_run_here": (
        "Not examined here: assumed numbers may be others, and no interval on this page allows for that. A comparison "
        "with the option --robust varies the ten most influential ones, one at a time.",
        "此处未检验：假定的数字可能有误，而本页的区间都没有考虑这一点。比较时加上--robust，会逐一变动影响最大的十个假定。",
    ),
    "robust_how": (
        "Of {examined} assumed numbers that take part in these effects, the {n} to which the effects on {metric} react "
        "most were each set to the low and the high end of their plausible range, or 30 % lower and higher where none "
        "is known, on {worlds}. All else stayed as it was.",
        "在参与这些效应的{examined}个假定数字中，选出对{metric}效应影响最大的{n}个，逐一取其合理范围的低端和高端（范围未知的"
        "增减30%），各模拟{worlds}，其余不变。",
    ),
    "robust_holds": (
        "{reform} stays best for {metric} in all {n} cases.",
        "在全部{n}种情形下，就{metric}而言{reform}始终最优。",
    ),
    "robust_holds_some": (
        "{reform} stays best for {metric} in {k} of {n} cases; not where {where}.",
        "在{n}种情形中的{k}种，就{metric}而言{reform}仍最优；以下情形除外：{where}。",
    ),
    "robust_sign": (
        "Its effect keeps its direction in all {n} cases, between {low} and {high}.",
        "其效应在全部{n}种情形下方向不变，介于{low}与{high}之间。",
    ),
    "robust_sign_some": (
        "Its effect keeps its direction in {k} of {n} cases, between {low} and {high}; not where {where}.",
        "其效应在{n}种情形中的{k}种方向不变，介于{low}与{high}之间；以下情形除外：{where}。",
    ),
    "robust_case": ("{name} = {value}", "{name} = {value}"),
    "robust_seen": ("Mean effect of {reform} on {metric}", "{reform}对{metric}的平均效应"),
    "assumption": ("Assumption", "假定"),
    "as_it_is": ("As it is", "现值"),
    "at_low": ("Low", "低端"),
    "at_high": ("High", "高端"),
    "best_there": ("Best there", "此时最优"),
    # --- workbook ---------------------------------------------------------------------------------------------------
    "x_answer": ("Answer", "回答"),
    "x_effects": ("Effects", "效应"),
    "x_outcomes": ("Outcomes", "结果"),
    "x_years": ("Years", "逐年"),
    "x_low": ("95 % from", "95%下限"),
    "x_high": ("95 % to", "95%上限"),
    "x_unit": ("Unit of changes", "变化的单位"),
    "x_unit_of": ("Unit", "单位"),
    "x_value": ("Value", "数值"),
    "x_worlds": ("Worlds", "世界数"),
    "x_remark": ("Remark", "说明"),
    "x_schools": ("All schools", "全部学校"),
    "x_note": (
        "A model's answer, not a forecast. Money and counts are those of the real city; the CSV files hold all digits, "
        "in the units of the model.",
        "这是模型的回答，不是预测。金额和数量按真实城市规模；CSV文件保留全部位数，以模型单位计。",
    ),
    "x_may be zero": ("not defined: the denominator may be zero", "没有定义：分母可能为零"),
    "x_pays no enterprise": ("the reform pays enterprises nothing", "该改革不向企业付钱"),
    "x_nobody": ("nobody is in the group", "该组没有主体"),
    "x_other enterprises": ("the arms have other enterprises", "各情景的企业不同"),
    "x_other schools": ("the arms have other schools", "各情景的学校不同"),
    "with": ("With", "有改革"),
    "reading": ("Reading", "解读"),
    "p_positive": ("P(effect > 0)", "P（效应>0）"),
    # --- glossary ---------------------------------------------------------------------------------------------------
    "h_glossary": ("What the words mean", "术语"),
}  # fmt: skip
