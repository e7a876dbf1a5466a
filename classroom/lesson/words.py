"""Every text of the lesson and the class game, in English and 中文.

Names of instruments, outputs, depths and verdicts are not here: they come from the tables that figures and reports use
(`contents`). Texts are short: they are read from the last row.
"""

from __future__ import annotations

__all__ = ["STEPS", "WORDS"]

STEPS: tuple[tuple[str, int], ...] = (
    ("see", 5), ("predict", 5), ("lever", 8), ("because", 5), ("budget", 10), ("cliff", 4), ("why", 4), ("mayor", 4),
)  # fmt: skip
"""The steps of the lesson with their minutes: 45 in all."""

WORDS: dict[str, tuple[str, str]] = {
    # --- the frame of the page --------------------------------------------------------------------------------------
    "title": ("Hot schools, cold enterprises", "学校热、企业冷"),
    "step": ("Step {n} of {all}", "第{n}步，共{all}步"),
    "minutes": ("{n} minutes", "{n}分钟"),
    "next": ("Next step", "下一步"),
    "previous": ("Previous step", "上一步"),
    "steps": ("Steps of the lesson", "课程步骤"),
    "language": ("中文", "English"),
    "presenter": ("Presenter view", "演示视图"),
    "presenter_end": ("End presenter view", "退出演示视图"),
    "notes": ("Teacher's notes", "教师备注"),
    "reset": ("Start again", "重新开始"),
    "link": ("Copy link", "复制链接"),
    "linked": ("The link is copied", "链接已复制"),
    "link_by_hand": ("Copy this link:", "请复制此链接："),
    "keys": ("Keys", "快捷键"),
    "keys_text": (
        "PageUp and PageDown: steps. Space: play or pause. , and .: half a year back or on. P: presenter view. "
        "N: notes. R: start again.",
        "PageUp、PageDown：切换步骤。空格：播放或暂停。, 与 .：后退或前进半年。P：演示视图。N：备注。R：重新开始。",
    ),
    "menu": ("Menu", "菜单"),
    "analyst": ("Compare reforms in detail", "详细比较改革"),
    "worksheet": ("Worksheet to print", "活动单（打印）"),
    "points": ("points", "个百分点"),
    "in_depth": ("{name}: {share} in depth", "{name}：深度参与{share}"),
    "arm_base": ("Baseline", "基准"),
    "skip": ("Go to the content", "跳到正文"),
    "loading": ("Simulating …", "正在模拟……"),
    "failed": ("This did not work: {error}", "未能完成：{error}"),
    "retry": ("Try again", "重试"),
    "invented": (
        "The city is invented. Report directions, not numbers.",
        "城市是虚构的。请看方向，不要引用数字。",
    ),
    "precomputed": (
        "Opened without a server: all results were computed in advance, in up to {worlds} worlds.",
        "未连接服务器：所有结果均为预先计算，最多{worlds}个世界。",
    ),
    "worlds": ("mean of {n} worlds, band: 10–90 % of them", "{n}个世界的均值，色带：其10–90%区间"),
    "table": ("Numbers as a table", "数据表"),
    "year": ("Year", "年"),
    # --- the city ---------------------------------------------------------------------------------------------------
    "play": ("Play", "播放"),
    "pause": ("Pause", "暂停"),
    "year_now": ("Year {n}", "第{n}年"),
    "start_now": ("Start", "起点"),
    "scrub": ("Year shown", "显示年份"),
    "school_in": ("School that takes part", "参与的学校"),
    "school_out": ("School that does not", "未参与的学校"),
    "size": ("Size of a dot: workers", "圆点大小：职工人数"),
    "key": ("Key", "图例"),
    "city_said": (
        "{arm}, {year}: {schools} of the schools take part, {any} of the enterprises, {deep} in depth.",
        "{arm}，{year}：学校参与率{schools}，企业参与率{any}，深度参与率{deep}。",
    ),
    "city_label": (
        "The city: {schools} schools in the middle, {enterprises} enterprises around them.",
        "城市：中间是{schools}所学校，周围是{enterprises}家企业。",
    ),
    "one_world": ("One world of many (seed {seed})", "众多世界中的一个（随机种子{seed}）"),
    # --- 1 see it ---------------------------------------------------------------------------------------------------
    "see": ("See it", "看一看"),
    "see_text": (
        "Schools stand in the middle, enterprises around them. Press play and watch twenty years.",
        "中间是学校，周围是企业。按下播放，看二十年的变化。",
    ),
    "see_ask": ("Who is hot? Who stays cold?", "谁热？谁冷？"),
    "see_finding": ("What the numbers say", "数字怎么说"),
    "see_note": (
        "Let the class say what they see before you show the numbers. Ask: why are the large dots coloured and the "
        "small ones not? Taking part costs a school little and counts in its assessment; most enterprises lose money "
        "while they train.",
        "先让学生说出所见，再显示数字。问：为什么大的圆点有颜色，小的没有？学校参与成本低，又计入考核；多数企业在培养期间亏损。",
    ),
    # --- 2 predict --------------------------------------------------------------------------------------------------
    "predict": ("Predict", "猜一猜"),
    "predict_text": (
        "From year {start} on, enterprises get {sum} more for each trainee, every year. Nobody checks more than "
        "before. Draw deep participation up to year {last}.",
        "从第{start}年起，企业每培养一名学徒，每年多得{sum}。核查力度不变。请画出到第{last}年的深度参与率。",
    ),
    "predict_how": (
        "Draw with finger or mouse; by keyboard ← → choose a year, ↑ ↓ a value.",
        "用手指或鼠标画；键盘：← → 选年份，↑ ↓ 选数值。",
    ),
    "predict_area": ("Your curve. {year}: {value}", "你的曲线。{year}：{value}"),
    "predict_empty": ("nothing drawn", "尚未画"),
    "predict_show": ("Show the answer", "显示答案"),
    "predict_yours": ("Your curve", "你的曲线"),
    "predict_off": (
        "On average your curve was {off} points away.",
        "你的曲线平均偏离{off}个百分点。",
    ),
    "predict_again": ("Draw again", "重画"),
    "predict_note": (
        "Everybody draws, on the phone or on the worksheet, before anyone sees the answer. Most draw too high. Money "
        "that nobody checks can be drawn with a plaque as well as with training, and applying is dear for small "
        "enterprises.",
        "显示答案之前，每个人都在手机或活动单上画。多数人画得太高。无人核查的钱，挂牌也能领；申请成本又使小企业望而却步。",
    ),
    # --- 3 pull one lever -------------------------------------------------------------------------------------------
    "lever": ("Pull one lever", "拉动一根杠杆"),
    "lever_text": (
        "Choose one lever and how far you pull it. It acts from year {start} on, in the same worlds.",
        "选一根杠杆，决定拉多远。从第{start}年起生效，在同样的世界中比较。",
    ),
    "lever_choose": ("Lever", "杠杆"),
    "lever_strength": ("Strength", "力度"),
    "lever_none": ("not pulled", "未拉动"),
    "lever_agree": ("It rises in {k} of {n} worlds.", "{n}个世界中有{k}个上升。"),
    "lever_end": ("Mean of years {first}–{last}.", "第{first}–{last}年均值。"),
    "lever_note": (
        "Groups pull different levers and compare. Ask first for the direction, then whether all worlds agree. One "
        "world is an anecdote: let them see how wide the band is.",
        "各组拉不同的杠杆再比较。先问方向，再问各个世界是否一致。一个世界只是个案：让他们看色带有多宽。",
    ),
    # --- 4 who joined because of it? --------------------------------------------------------------------------------
    "because": ("Who joined because of it?", "谁因此而参与？"),
    "because_text": (
        "The same enterprises, with and without the lever. Who trains in depth only because of it? Who would have done "
        "so anyway?",
        "同样的企业，有无这项措施。谁只因它才深度参与？谁本来就会？",
    ),
    "because_seen": ("In this world, of {n} enterprises:", "这个世界的{n}家企业中："),
    "because_worlds": ("Over {n} worlds:", "{n}个世界："),
    "because_note": (
        "This is the heart of the lesson: not before against after, but with against without. Whoever is paid and "
        "would have trained anyway is deadweight.",
        "这是本课的核心：不是前后对比，而是有无对比。拿了钱而本来就会培养的，就是无谓支出。",
    ),
    # --- 5 beat the dilemma within a budget -------------------------------------------------------------------------
    "budget": ("Beat the dilemma within a budget", "在预算内破解难题"),
    "budget_text": (
        "Each group sets a policy that costs up to {sum} a year more. Who gets most deep participation per yuan?",
        "每组制定一项政策，每年最多多花{sum}。谁的每元钱换来最多的深度参与？",
    ),
    "budget_open": ("Open a room", "开设房间"),
    "budget_sum": ("Budget, ¥ a year", "预算（元/年）"),
    "budget_alone": ("Play alone here", "在此单独尝试"),
    "budget_join": ("Join with your phone", "用手机加入"),
    "budget_code": ("Code {code}", "房间号 {code}"),
    "budget_link": ("or open {link}", "或打开 {link}"),
    "budget_local": (
        "This address works on this computer only. Start with --lan so that phones can join.",
        "此地址仅本机可用。请用--lan启动，手机才能加入。",
    ),
    "budget_groups": ("{n} groups, {handed} handed in", "{n}个组，已提交{handed}个"),
    "budget_reveal": ("Reveal the board", "公布榜单"),
    "budget_hide": ("Hide the board", "隐藏榜单"),
    "budget_freeze": ("Freeze", "停止提交"),
    "budget_thaw": ("Go on", "继续提交"),
    "budget_again": ("Reset the game", "重新开始游戏"),
    "budget_end": ("End the game", "结束游戏"),
    "budget_sure": ("Press again to confirm", "再按一次确认"),
    "budget_frozen": ("The game is frozen: nothing more is taken.", "已停止提交。"),
    "budget_gone": ("This room is gone. Join again with a code.", "房间已不存在，请重新输入房间号。"),
    "budget_no_room": (
        "There is no room {code}. Look at the code on the wall.",
        "没有房间{code}，请核对屏幕上的房间号。",
    ),
    "budget_wrong": (
        "Write the sum like this: 40M, 4000万 or 40000000.",
        "请这样写金额：4000万、40M或40000000。",
    ),
    "budget_enter": ("Code of the room", "房间号"),
    "budget_enter_go": ("Join", "加入"),
    "budget_you": ("You are group {n}", "你们是第{n}组"),
    "budget_try": ("Try it", "试一试"),
    "budget_trying": ("{n} worlds are simulated …", "正在模拟{n}个世界……"),
    "budget_hand": ("Hand it in", "提交"),
    "budget_handed": ("Handed in: {what}", "已提交：{what}"),
    "budget_within": ("within the budget", "在预算内"),
    "budget_beyond": ("beyond the budget", "超出预算"),
    "budget_tries": ("Your tries", "你们的尝试"),
    "budget_none": ("Nothing tried yet.", "尚未尝试。"),
    "budget_empty": ("Nothing has been handed in yet.", "尚无提交。"),
    "budget_lost": ("No connection. It is tried again …", "连接中断，正在重试……"),
    "board": ("Board", "榜单"),
    "board_rank": ("Rank", "名次"),
    "board_groups": ("Groups", "组"),
    "board_policy": ("Policy", "政策"),
    "board_effect": ("Deep participation, points", "深度参与率，百分点"),
    "board_cost": ("Cost a year", "每年成本"),
    "board_ratio": ("Points per ¥ 10 million", "每1,000万元的百分点"),
    "board_free": ("no cost seen", "未见成本"),
    "board_unseen": ("no rise seen", "未见上升"),
    "board_spread": ("a dot: one world; the stroke: the mean", "一点为一个世界，竖线为均值"),
    "board_of_worlds": ("{n} worlds: {list}", "{n}个世界：{list}"),
    "budget_note": (
        "First tries spend too much on subsidies. Let groups explain what they gave up. The board ranks points per "
        "yuan; ask whether the cheapest point is also what the city needs. Two policies whose dots overlap are not "
        "clearly first and second.",
        "最初的尝试往往在补贴上花费过多。让各组说明放弃了什么。榜单按每元的效果排名；问一问：最便宜的一个百分点就是城市需要的吗？"
        "点有重叠的两项政策，谈不上谁第一谁第二。",
    ),
    # --- 6 take the money away --------------------------------------------------------------------------------------
    "cliff": ("Take the money away", "钱停了以后"),
    "cliff_text": (
        "For ten years {sum} more is paid for each trainee. Then all of it ends. What is left five years later, "
        "without and with a consortium that is run as an entity?",
        "十年间每名学徒每年多给{sum}，然后全部停止。五年后还剩下什么？没有与有实体化联合体，各会怎样？",
    ),
    "cliff_at": ("Year {year}, against the baseline", "第{year}年，与基准相比"),
    "cliff_note": (
        "Money buys participation while it is paid. An organisation lowers fixed cost, settles disputes and keeps "
        "relations. Its running cost is in the spending; that its effect is so large rests on assumed numbers.",
        "钱在发放时买到参与。组织则降低固定成本、调解纠纷、维系合作。其运行成本已计入支出；效果如此之大，依赖于假定的数字。",
    ),
    # --- 7 ask an enterprise ----------------------------------------------------------------------------------------
    "why": ("Ask an enterprise why it stays out", "问一家企业为何不参与"),
    "why_text": (
        "Tap a dot. The bars are what the enterprise weighs: to the right speaks for training, to the left against.",
        "点一个圆点。色条是企业的权衡：向右有利于培养，向左不利。",
    ),
    "why_choose": ("Enterprise number", "企业编号"),
    "why_ask": ("Ask", "提问"),
    "why_who": (
        "Enterprise {n}: field {field}, {workers} workers",
        "企业{n}：专业领域{field}，职工{workers}人",
    ),
    "why_unit": ("k¥ per place", "千元/岗位"),
    "why_total": ("In all", "合计"),
    "why_chance": ("Chance of this depth", "选择该深度的概率"),
    "why_note": (
        "Choose a small one, then a large one. Which bar would have to grow, and which lever moves it?",
        "先选一家小企业，再选一家大企业。哪一条需要变长？哪根杠杆能推动它？",
    ),
    # --- 8 what would you tell the mayor? ---------------------------------------------------------------------------
    "mayor": ("What would you tell the mayor?", "你会对市长说什么？"),
    "mayor_text": (
        "One sentence and one figure. Say what the reform does, at what cost, and how sure you are.",
        "一句话，一张图。说明改革有什么作用、代价多大、把握多大。",
    ),
    "mayor_sentence": ("Your sentence", "你的一句话"),
    "mayor_figure": ("Your figure", "你的图"),
    "mayor_lever": ("The lever: {what}", "杠杆：{what}"),
    "mayor_cliff": ("The money that ends", "停发的补贴"),
    "mayor_print": ("Print", "打印"),
    "mayor_kept": (
        "It stays in this browser, and is sent nowhere.",
        "只保存在本浏览器中，不会发送。",
    ),
    "mayor_note": (
        "Good sentences name a direction, a comparison (with against without), a cost and a doubt. Ask: which assumed "
        "number would you check first?",
        "好的句子包含方向、有无对比、成本和疑问。问：你会先核实哪个假定的数字？",
    ),
}  # fmt: skip
