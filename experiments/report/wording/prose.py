"""What a report says of itself, in English and 中文: how sure it is, what it rests on, what it is not for."""

from __future__ import annotations

PROSE: dict[str, tuple[str, str]] = {
    # --- how sure ---------------------------------------------------------------------------------------------------
    "h_sure": ("How sure is this?", "有多大把握？"),
    "sure_worlds": (
        "{worlds} were simulated with and without each reform (seeds {seeds}). In a pair every chance event is the "
        "same, so that each difference is the reform's doing.",
        "每项改革有无两种情况各模拟了{worlds}（随机种子{seeds}）。一对之中每个偶然事件都相同，因此每一处差别都出自改革。",
    ),
    "sure_world": (
        "One world was simulated with and without each reform (seed {seeds}). In the pair every chance event is the "
        "same, but one pair cannot tell what a reform does on average.",
        "每项改革有无两种情况各模拟了一个世界（随机种子{seeds}）。一对之中每个偶然事件都相同，但一对无法说明改革的平均效果。",
    ),
    "sure_interval": (
        "The 95 % intervals speak of chance between worlds alone: of a hundred such intervals about 95 hold the mean "
        "that very many worlds would give. More worlds narrow them.",
        "95%区间只说明世界之间的偶然性：一百个这样的区间中约有95个包含极多世界的均值。世界越多，区间越窄。",
    ),
    "sure_verdict": (
        "An output is said to rise or fall where the 95 % interval of its mean difference leaves zero out; tables, "
        "figures and sentences all go by this. With fewer than {least} worlds nothing is judged. Nor is it where fewer "
        "than {departing} worlds depart from what most of them show: there the spread is not known, and no interval is "
        "given. What is the same in all of {n} worlds may still differ in up to {share} of all worlds.",
        "平均差异的95%区间不含零，才说某项指标上升或下降；表格、图和文字都按此判断。世界少于{least}个时不作判断；与多数世界不同的"
        "世界少于{departing}个时，离散程度未知，不给区间，也不作判断。在{n}个世界中均相同的指标，在全部世界中仍可能有至多{share}"
        "出现差异。",
    ),
    "sure_not": (
        "They do not say how right the model is. That its numbers might be others is not in them: a narrow interval "
        "around an assumption is still an assumption.",
        "区间并不说明模型有多正确，也不含参数本身的不确定性：围绕假定的窄区间仍然是假定。",
    ),
    "sure_many": (
        "This page shows {n} effects. Where a reform changes nothing, about one interval in twenty excludes zero all "
        "the same.",
        "本页列出{n}个效应。即使改革毫无作用，约每二十个区间也会有一个不含零。",
    ),
    "sure_pairing": (
        "Share of an effect's variance that pairing removes, against runs on independent seeds; in brackets, how many "
        "times as many worlds would be needed without it.",
        "与独立随机种子相比，配对使效应方差减少的份额；括号内为不配对时所需世界数的倍数。",
    ),
    "sure_pairing_as_many": ("×{n}", "×{n}"),
    "sure_pairing_none": ("none", "没有节省"),
    "saved": ("What pairing saved", "配对节省了什么"),
    # --- what it rests on -------------------------------------------------------------------------------------------
    "h_rests": ("Which assumptions the answers rest on", "回答取决于哪些假定"),
    "rests_note": (
        "Of the model's {all} numbers {sourced} are sourced (a figure or a rule stands behind them), {calibrated} "
        "calibrated (chosen together so that known patterns appear) and {assumed} assumed. An assumed number is to be "
        "varied, never cited.",
        "模型的{all}个数字中，{sourced}个有来源（背后有数据或法规），{calibrated}个经校准（共同选定，使已知规律出现），{assumed}个为"
        "假定。假定的数字应当变动检验，绝不可引用。",
    ),
    "rests_how": (
        "The lists are read from the rules themselves. They say which numbers enter, not how strongly a result reacts "
        "to each: that needs a sweep.",
        "以下清单直接读自模型的规则。它们说明哪些数字参与计算，并不说明结果对每个数字有多敏感：那需要参数扫描。",
    ),
    "rests_reforms": ("Numbers through which each reform acts", "各项改革借以起作用的数字"),
    "rests_sets": ("It moves", "它改变的数字"),
    "rests_beside": ("Numbers that decide how these act", "决定其如何作用的数字"),
    "rests_headlines": ("Numbers behind each headline", "各主要指标背后的数字"),
    "rests_direct": (
        "Read by the rules that settle the output. What these take from elsewhere, as talent match takes who was "
        "trained, rests on the numbers of those other outputs in its turn. {mechanisms}",
        "确定该指标的规则所读取的数字。规则取自别处的结果（例如人才匹配取决于谁受过培养）又取决于其他指标的数字。{mechanisms}",
    ),
    "mechanisms_off": (
        "Numbers of optional mechanisms that no arm turns on are left out.",
        "没有任何情景启用的可选机制，其数字未列入。",
    ),
    "mechanisms_on": (
        "Some belong to optional mechanisms; an arm turns on at least one of these.",
        "其中一些属于可选机制，至少有一个情景启用了其中之一。",
    ),
    "of_them_assumed": ("{assumed} of {all} assumed", "{all}个中{assumed}个为假定"),
    "none_assumed": ("none assumed", "没有假定的数字"),
    # --- what it is not for -----------------------------------------------------------------------------------------
    "h_not": ("What this must not be used for", "不得用于"),
    "not_forecast": (
        "No forecast of a city. The city is invented; nothing here says what will happen in yours, in which year or "
        "for how much money.",
        "不作任何城市的预测。这座城市是虚构的；本页没有说贵市会发生什么、在哪一年、花多少钱。",
    ),
    "not_number": (
        "No single number as a finding where it rests on an assumption. Report the sign of an effect, or the range of "
        "assumptions within which one reform beats another.",
        "不把依赖假定的单个数字当作发现。应报告效应的方向，或一项改革优于另一项的假定范围。",
    ),
    "not_before_after": (
        "No comparison of before and after. Within one run inertia, chance and the reform are mixed; only the same "
        "worlds without the reform show what it adds and what would have happened anyway.",
        "不作前后比较。一次模拟之内，惯性、偶然与改革混在一起；只有没有改革的同样世界才显示它带来了什么、什么本来就会发生。",
    ),
    "not_all": (
        "No shares of all enterprises. The denominator is eligible enterprises, a small part of all legal units; say "
        "so wherever a share is quoted.",
        "不当作占全部企业的比例。分母是符合条件的企业，只是全部法人单位的一小部分；引用比例时必须说明。",
    ),
    "not_countries": (
        "No picture of a country, a city or a document that a scenario is named after. Such scenarios are sketches of "
        "a few numbers; costs of training abroad enter as ratios only.",
        "不描绘情景名称所指的国家、城市或文件。这类情景只是少数几个数字的简例；国外的培养成本只用作比率。",
    ),
    "not_students": (
        "No decision over the heads of students. The sources hardly mention their interests: look at drop-out, at "
        "wages, and at going on to a degree, which competes with co-training.",
        "不越过学生作决定。文献几乎没有提到学生的利益：请看流失、工资，以及与共同培养相竞争的升学。",
    ),
    "not_persons": (
        "No verdict on a person, a school, an enterprise or an office, and no target for any of them. The agents are "
        "invented.",
        "不评判、也不考核任何人、学校、企业或部门。主体都是虚构的。",
    ),
    "not_budget": (
        "No line of a budget. Amounts are those of the model times {scale}; what a programme costs to run is itself "
        "largely assumed.",
        "不作预算编制的依据。金额是模型数字乘以{scale}；项目的运行成本大多也是假定。",
    ),
    # --- how to repeat ----------------------------------------------------------------------------------------------
    "h_repeat": ("How to repeat it", "如何重做"),
    "repeat_command": ("The command that made this page:", "生成本页的命令："),
    "repeat_manifest": (
        "The file {file} beside this page holds every setting, and {command} repeats the comparison from it: same "
        "settings, same data to the byte with the same versions on the same kind of machine.",
        "本页旁边的文件{file}保存了全部设定，{command}可据此重做：设定相同，同样版本、同类机器上数据逐字节相同。",
    ),
    "seeds": ("Seeds", "随机种子"),
    "versions": ("Versions", "版本"),
    "revision": ("Revision of the source", "源代码版本"),
    "revision_unknown": ("not in a repository", "不在代码仓库中"),
    "revision_dirty": ("{revision}, with changes since", "{revision}，其后另有改动"),
    "digests": ("Fingerprints of the arms", "各情景的指纹"),
    "h_cite": ("How to cite", "如何引用"),
    "cite": (
        "The consortium authors (2026). Industry–education consortia: a laboratory for incentives, version {version}. "
        "Computer program, MIT licence. Scenarios {scenarios}; seeds {seeds}.",
        "The consortium authors（2026）：《产教联合体：激励政策实验室》，版本{version}。计算机程序，MIT许可。"
        "情景：{scenarios}；随机种子{seeds}。",
    ),
}  # fmt: skip
