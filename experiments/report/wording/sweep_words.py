"""Words of the page of a sweep, in English and 中文."""

from __future__ import annotations

SWEEP: dict[str, tuple[str, str]] = {
    "w_kind": ("Sweep", "参数扫描"),
    "w_size": ("{points} points × {seeds} seeds = {runs} runs", "{points}个参数点×{seeds}个随机种子={runs}次模拟"),
    "w_compared": (
        "At every point the effects of {reforms}: the reform less the base in the same worlds.",
        "每个参数点上{reforms}的效应：同一世界中改革与基准之差。",
    ),
    "w_quoted": ("“{title}”", "“{title}”"),
    "w_of_reform": ("{figure}: effect of “{title}”", "{figure}：“{title}”的效应"),
    "w_missing": (
        "{n} runs are missing or failed; what is shown rests on the others.",
        "{n}次模拟缺失或失败，以下结果只依据其余模拟。",
    ),
    "w_expected": ("Expected", "预期"),
    "w_source": ("Source", "来源"),
    "h_w_sensitivity": ("Which factors the outputs depend on", "各项指标取决于哪些因素"),
    "w_sensitivity_note": (
        "For each output the most influential factors first, with 95 % intervals in brackets where they are known. "
        "They speak of chance between worlds or of the sample, not of the ranges that were chosen. {all} holds all "
        "outputs and factors, {along} the mean at each value of each factor.",
        "每项指标按影响由大到小列出因素，方括号内为已知的95%区间。区间只说明世界之间或抽样的偶然性，不含所选范围的影响。"
        "{all}含全部指标和因素，{along}为各因素每个取值处的均值。",
    ),
    "w_explained": ("{metric} (R² of the regression {share})", "{metric}（回归R²为{share}）"),
    "w_factor": ("Factor", "因素"),
    "w_mu": ("μ: mean effect", "μ：平均效应"),
    "w_mu_star": ("μ*: mean size of effects", "μ*：效应绝对值均值"),
    "w_sigma": ("σ: spread of effects", "σ：效应的离散度"),
    "w_S1": ("S1: share of variance, by itself", "S1：自身的方差贡献"),
    "w_ST": ("ST: with all interactions", "ST：含全部交互作用"),
    "w_range": ("Range between levels", "各水平均值的极差"),
    "w_src": ("Standardised regression coefficient", "标准化回归系数"),
    "w_spearman": ("Rank correlation", "秩相关"),
    "w_heat_map": ("Heat map: {metric}", "热力图：{metric}"),
    "w_small_multiples": ("Outputs along the first factor", "各项指标随第一个因素的变化"),
    "w_main_effects": ("Main effects of the factors", "各因素的主效应"),
    "w_screening": ("Screening: effects of the factors and their spread", "筛选：各因素的效应及其离散度"),
    "w_sobol_indices": ("Shares of variance by factor", "各因素的方差贡献"),
    "w_frontier": ("Public cost against deep participation", "公共成本与深度参与率"),
}  # fmt: skip
