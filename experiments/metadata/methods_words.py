"""What a methods appendix says, in English and 中文, by a key each."""

from __future__ import annotations

from ..presentation.texts import Texts

__all__ = ["say"]

_TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Methods: {}", "方法：{}"),
    "model": ("Model", "模型"),
    "model_text": (
        "The data were simulated with *Industry–education consortia: a laboratory for incentives* "
        "(industry-education-consortium), version {version}{revision}, an agent-based model on Mesa. It is described "
        "after the ODD protocol (Grimm et al. 2020, *JASSS* 23(2) 7) in `docs/odd.md` of that version; all numbers, "
        "instruments and outputs are listed in `docs/reference.md`. Of its {all} parameters {sourced} are sourced, "
        "{calibrated} calibrated and {assumed} assumed.",
        "数据由基于Mesa的智能体模型“产教联合体：激励实验室”（industry-education-consortium）{version}版{revision}模拟得到。"
        "模型说明按ODD协议（Grimm等，2020，*JASSS* 23(2) 7）写成，见该版本的`docs/odd.md`；全部数字、政策工具和指标见"
        "`docs/reference.md`。{all}个参数中，{sourced}个有来源，{calibrated}个经校准，{assumed}个为假定。",
    ),
    "revision": (" (revision {})", "（修订{}）"),
    "experiment": ("Experiment", "实验"),
    "run_text": (
        "The scenario “{base}” was simulated over {years} years, after {warm_up} half-years of warm-up, with {seeds}.",
        "情景“{base}”模拟{years}年，此前预热{warm_up}个学期，使用{seeds}。",
    ),
    "comparison_text": (
        "The baseline “{base}” was compared with {reforms} over {years} years, after {warm_up} half-years of warm-up, "
        "with {seeds}. With the same seed all chance events are the same in every arm, so that each difference is "
        "caused by the reform.",
        "以“{base}”为基准，与{reforms}比较，模拟{years}年，此前预热{warm_up}个学期，使用{seeds}。种子相同时，各情景中的全部"
        "偶然事件都相同，因此每一处差别都由改革引起。",
    ),
    "comma": (", ", "、"),
    "semicolon": ("; ", "；"),
    "brackets": (" ({})", "（{}）"),
    "reform_said": ("“{}”", "“{}”"),
    "seed_one": ("the seed {}", "随机种子{}"),
    "seeds_many": ("the {n} seeds {first}–{last}", "{n}个随机种子（{first}–{last}）"),
    "unfinished": (
        "The results are not complete: {n} of these seeds are finished.",
        "结果尚不完整：其中{n}个种子已完成。",
    ),
    "option_budget": (
        "The strength of each reform was chosen so that it costs as much on top of the baseline as asked ({}).",
        "每项改革的力度均已调整，使其在基准之上的花费符合要求（{}）。",
    ),
    "option_fork": (
        "All reforms start from the baseline's state after year {}.",
        "各项改革均从基准第{}年末的状态开始。",
    ),
    "option_precision": (
        "Seeds were added until the effect on the output was known as precisely as asked ({}).",
        "不断增加种子，直到对该指标的效应达到要求的精度（{}）。",
    ),
    "option_city": ("All arms were simulated in the city “{}”.", "各情景均在城市“{}”中模拟。"),
    "option_across_worlds": (
        "The arms are different worlds, so that differences are not effects.",
        "各情景是不同的世界，因此差别不是效应。",
    ),
    "own_code": ("Rules or outputs of own code took part: {}.", "使用了自定义的规则或指标：{}。"),
    "parameters": ("Parameters that differ from the default", "与默认值不同的参数"),
    "no_parameters": ("All parameters have their default values.", "全部参数均取默认值。"),
    "parameter_head": (
        "Scenario|Parameter|Meaning|Value|Default|Unit|Status",
        "情景|参数|含义|取值|默认值|单位|依据",
    ),
    "region": ("{}, region {}", "{}，地区{}"),
    "sourced": ("sourced", "有来源"),
    "calibrated": ("calibrated", "经校准"),
    "assumed": ("assumed", "假定"),
    "policies": ("Policies", "政策"),
    "policies_text": (
        "A strength is added to its parameter while the policy is in force.",
        "政策生效期间，其力度加到相应参数上。",
    ),
    "no_policies": ("No policy is in force.", "没有任何政策生效。"),
    "policy_head": ("Scenario|Policy|Strength|Years|Further", "情景|政策|力度|年份|其他"),
    "from_year": ("from {}", "第{}年起"),
    "years": ("{}–{}", "第{}–{}年"),
    "factors": ("Factors", "因素"),
    "factor_head": ("Factor|Meaning|Values|Unit|Base", "因素|含义|取值|单位|基准"),
    "range": ("{} to {}", "{}至{}"),
    "rule": ("Outputs, intervals and verdicts", "指标、区间与判断"),
    "outputs_text": (
        "Unless a table says otherwise, an output is its mean over the last {last} years. Within a year, states are "
        "the mean of the two half-years, flows their sum; what is settled once a year is its spring value.",
        "除表中另有说明外，指标取最后{last}年的均值。一年之内，状态量取两个学期的均值，流量取两者之和，每年结算一次的指标取春季值。",
    ),
    "interval_text": (
        "The interval of an effect is the 95 % interval of Student's t distribution for the mean of the paired "
        "differences between worlds; its degrees of freedom are the number of worlds that differ from the most common "
        "value. With fewer than {departing} such worlds no interval is given. Shares of worlds have Wilson's interval, "
        "ratios a studentised bootstrap.",
        "效应的区间是各世界配对差异均值的95%区间（Student t分布），自由度为与最常见取值不同的世界数；"
        "这样的世界不足{departing}个时不给区间。世界占比采用Wilson区间，比值采用学生化自助法。",
    ),
    "verdict_text": (
        "An output is said to rise or fall where this interval leaves zero out, and only with at least {least} pairs "
        "of worlds. Intervals speak of chance between worlds alone, not of uncertainty about parameters.",
        "区间不含零、且至少有{least}对世界时，才说某项指标上升或下降。区间只说明世界之间的偶然性，不含参数的不确定性。",
    ),
    "sweep_rule": (
        "Means over seeds have 95 % intervals of Student's t distribution; all points share the same seeds.",
        "对种子的均值给出95%区间（Student t分布）；各参数点使用相同的种子。",
    ),
    "versions": ("Versions", "版本"),
    "version_head": ("Software|Version", "软件|版本"),
    "repeat": ("How to repeat it", "如何重现"),
    "repeat_text": (
        "`{}` simulates the same again: the manifest holds all settings. The same versions on the same kind of machine "
        "give the same bytes of data. Every column of the data is explained in `codebook.csv`.",
        "`{}`即可重新模拟：manifest.json含全部设置。相同版本在同类机器上给出逐字节相同的数据。数据各列的含义见`codebook.csv`。",
    ),
    "citation": ("Citation", "引用"),
}

say = Texts(_TEXTS).say
"""A text in a language, with its values."""
