"""Words on effects in many parameter sets, in English and 中文: page, workbook, terminal and figure."""

from __future__ import annotations

ENSEMBLE: dict[str, tuple[str, str]] = {
    "h_ensemble": ("Does it hold in other parameter sets that fit?", "换一组同样符合数据的参数还成立吗？"),
    "ensemble_not_run": (
        "Not examined here: other parameter sets fit the known figures as well, and the intervals above do not allow "
        "for that. {command} simulates the reforms in many such sets and adds the result to this page.",
        "此处未检验：其他参数组同样符合已知数据，而以上区间没有考虑这一点。{command}会在许多这样的参数组中模拟各项改革，"
        "并把结果加入本页。",
    ),
    "ensemble_not_run_here": (
        "Not examined here: other parameter sets fit the known figures as well, and the intervals above do not allow "
        "for that. A comparison with the option --ensemble simulates the reforms in many such sets.",
        "此处未检验：其他参数组同样符合已知数据，而以上区间没有考虑这一点。比较时加上--ensemble，会在许多这样的参数组中模拟各项改革。",
    ),
    # --- sentences --------------------------------------------------------------------------------------------------
    "ensemble_rises": (
        "{reform} raises {metric} by {change} on average over the parameter sets ({whole} with chance and parameters, "
        "{chance} with chance alone), and in {k} of {n} sets.",
        "在各参数组中，{reform}平均使{metric}提高{change}（含偶然性与参数：{whole}；只含偶然性：{chance}），"
        "{n}组中有{k}组提高。",
    ),
    "ensemble_falls": (
        "{reform} lowers {metric} by {change} on average over the parameter sets ({whole} with chance and parameters, "
        "{chance} with chance alone), and in {k} of {n} sets.",
        "在各参数组中，{reform}平均使{metric}降低{change}（含偶然性与参数：{whole}；只含偶然性：{chance}），"
        "{n}组中有{k}组降低。",
    ),
    "ensemble_open": (
        "For {reform} the direction of the effect on {metric} is not certain: {change} on average over the parameter "
        "sets ({whole} with chance and parameters, {chance} with chance alone); it rises in {k} of {n} sets.",
        "{reform}对{metric}的效应方向不能确定：各参数组平均{change}（含偶然性与参数：{whole}；只含偶然性：{chance}），"
        "{n}组中有{k}组上升。",
    ),
    "ensemble_unknown": (
        "For {reform} too little differs between parameter sets or worlds to give an interval for {metric} ({change} "
        "on average).",
        "{reform}在各参数组或各世界之间的差异太少，无法给出{metric}的区间（平均{change}）。",
    ),
    "ensemble_best": (
        "{reform} is best for {metric} in {k} of {n} sets.",
        "就{metric}而言，{reform}在{n}组参数中的{k}组最优。",
    ),
    # --- table ------------------------------------------------------------------------------------------------------
    "ensemble_caption": ("{reform} in {n} parameter sets × {worlds}", "{reform}：{n}组参数 × {worlds}"),
    "of_chance": ("95 %: chance", "95%区间：偶然性"),
    "of_both": ("95 %: chance and parameters", "95%区间：偶然性与参数"),
    "rises_in": ("Rises in", "上升的参数组"),
    "from_parameters": ("Spread from parameters", "离散中参数所占"),
    "of_sets": ("{k} of {n}", "{n}组中{k}组"),
    "ensemble_note": (
        "The sets ({name}) vary {number} parameters that were fitted together to known figures; all other numbers and "
        "the rules stay as they are. Chance: interval of the mean over these sets, which more worlds narrow. Chance "
        "and parameters: interval of the mean effect in one further set that fits, which is what can be said of a city "
        "whose parameters are not known better. Spread from parameters: share of the variance of single runs that "
        "lies between sets; the rest is chance.",
        "参数组（{name}）变动{number}个共同拟合到已知数据的参数，其他数字和规则不变。偶然性：这些参数组的均值的区间，世界越多越窄。"
        "偶然性与参数：另一组同样符合数据的参数之下平均效应的区间，也就是对参数所知不多的城市所能作出的判断。"
        "离散中参数所占：单次模拟的方差中各参数组之间的份额，其余为偶然性。",
    ),
    "ensemble_left_out": (
        "Sets that could not be simulated in every world are left out: {n}.",
        "未能在所有世界中完成模拟的参数组未计入：{n}组。",
    ),
    "uncertain": ("direction not certain", "方向不能确定"),
    # --- figure -----------------------------------------------------------------------------------------------------
    "f_ensemble": (
        "Effects in many parameter sets: a dot is the mean, the narrow bar its 95 % interval with chance alone, the "
        "wide bar with chance and parameters; each stroke is one parameter set.",
        "许多参数组中的效应：圆点为均值，深色条为只含偶然性的95%区间，浅色条为含偶然性与参数的95%区间；每根短线是一组参数。",
    ),
    "n_ensemble": ("effects in many parameter sets", "许多参数组中的效应"),
    # --- workbook ---------------------------------------------------------------------------------------------------
    "x_ensemble": ("Parameter sets", "参数组"),
    "x_chance_low": ("Chance alone, 95 % from", "只含偶然性，95%下限"),
    "x_chance_high": ("Chance alone, 95 % to", "只含偶然性，95%上限"),
    "x_whole_low": ("Chance and parameters, 95 % from", "偶然性与参数，95%下限"),
    "x_whole_high": ("Chance and parameters, 95 % to", "偶然性与参数，95%上限"),
    "x_rises_in": ("Sets in which it rises", "上升的参数组"),
    "x_best_in": ("Sets in which it is best", "最优的参数组"),
    "x_from_parameters": ("Spread from parameters", "离散：参数"),
    "x_from_chance": ("Spread from chance", "离散：偶然性"),
    "x_from_both": ("Chance that depends on parameters", "离散：随参数而变的偶然性"),
}  # fmt: skip
