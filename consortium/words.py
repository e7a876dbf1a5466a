"""What the commands say of their work, in English and 中文, by a key each.

Lists (`listings`) and the check before a class (`class_check`) have tables of their own; messages about wrong input are
in English.
"""

from __future__ import annotations

from consortium.experiments.presentation.texts import Texts

__all__ = ["phrase"]

_TEXTS: dict[str, tuple[str, str]] = {
    "comma": (", ", "、"),
    # --- progress -----------------------------------------------------------------------------------------------------
    "compiling": ("first run: compiling, some 20 s", "首次运行：正在编译，约20秒"),
    "runs": ("runs", "模拟"),
    "half_years": ("half-years", "学期"),
    "strengths": ("strengths", "力度"),
    "assumptions": ("assumptions", "假定"),
    "ensemble_size": (
        "ensemble {name}: {sets} parameter sets × {seeds} seeds × {arms} arms = {runs:,} runs, about {time} with "
        "{number} processes",
        "参数集合{name}：{sets}组参数 × {seeds}个随机种子 × {arms}个情景 = {runs:,}次模拟，{number}个进程约需{time}",
    ),
    "ensemble_fixed": (
        "the parameter sets leave alone what the baseline sets itself: {}",
        "基准情景自行设定的参数不随参数组变动：{}",
    ),
    "ensemble_runs": ("parameter sets × seeds", "参数组 × 种子"),
    "parts": ("parts", "部分"),
    "pace": ("{} a second, {} left", "每秒{}次，剩余{}"),
    "seconds": ("{:.0f} s", "{:.0f}秒"),
    "minutes": ("{:.0f} min", "{:.0f}分钟"),
    "hours": ("{:.1f} h", "{:.1f}小时"),
    "days": ("{:.1f} days", "{:.1f}天"),
    "expense": (
        "{students:,} students enrolled at a time, {schools:,} schools and {enterprises:,} enterprises in "
        "{regions:,} {cities}, {ticks} half-years: about {time} and {gigabytes:.1f} GB of memory per run on this "
        "machine",
        "在校学生{students:,}人、学校{schools:,}所、企业{enterprises:,}家、城市{regions:,}个，共{ticks}个学期："
        "在本机每次模拟约需{time}和{gigabytes:.1f} GB内存",
    ),
    "memory": ("this machine has {:.1f} GB free", "本机空闲内存为{:.1f} GB"),
    "more_seeds": ("{} seeds: {}; {} more follow", "{}个随机种子：{}；再加{}个"),
    "known": ("known to ± {:.3g}", "精度±{:.3g}"),
    "not_known": ("precision not known yet", "精度尚无法确定"),
    "sure": (
        "confirm with --yes, or give another amount (1000k-model is 1000 k¥ of the model)",
        "确实如此请加--yes，否则请改金额（1000k-model表示模型的1000千元）",
    ),
    # --- results ------------------------------------------------------------------------------------------------------
    "all_there": ("All is in {} already", "{} 中的结果已全部完成"),
    "results": ("Results in {}: {}", "结果在 {}：{}"),
    "written": ("Written to {}: {}", "已写入 {}：{}"),
    "without_failed": ("Without {:,} runs that failed", "不含失败的{:,}次模拟"),
    "figures": ("{} figures", "{}幅图"),
    "not_drawn": ("the figures could not be drawn ({}); the data are complete", "图未能绘制（{}）；数据完整"),
    "see_one": ("To see one: {}", "查看其中一家：{}"),
    # --- sweeps -------------------------------------------------------------------------------------------------------
    "sweep_finished": (
        "This sweep is finished: {stored:,} runs are in {folder}",
        "该参数扫描已全部完成：{folder} 中有 {stored:,} 次模拟",
    ),
    "sweep_done": (
        "{new:,} runs in {time}; {stored:,} of {runs:,} are in {folder}",
        "用时{time}完成{new:,}次模拟；{folder} 中已有 {runs:,} 次中的 {stored:,} 次",
    ),
    "of_them_failed": (", {failed:,} of them failed", "，其中 {failed:,} 次失败"),
    "shard": (
        "This is shard {}; the dataset is complete when all shards are.",
        "这是第 {} 个分片；所有分片完成后数据集才完整。",
    ),
    "read_in_python": (
        "Python: from consortium import results; results({folder!r})",
        "Python：from consortium import results; results({folder!r})",
    ),
    "read_in_duckdb": ("DuckDB: SELECT * FROM '{parts}'", "DuckDB：SELECT * FROM '{parts}'"),
    "size": (
        "{points:,} points × {seeds:,} seeds = {runs:,} runs",
        "{points:,} 个参数点 × {seeds:,} 个种子 = {runs:,} 次模拟",
    ),
    "arms": (
        "each with the base and {reforms:,} {word}: {simulations:,} simulations",
        "每次含基准与 {reforms:,} 项改革：共 {simulations:,} 次单独模拟",
    ),
    "reform": ("reform", "改革"),
    "reforms": ("reforms", "改革"),
    "of_shard": ("shard {shard}: {mine:,} of them", "分片 {shard}：其中 {mine:,} 次"),
    "stored": (
        "{stored:,} are stored in {folder}; {missing:,} are missing",
        "{folder} 中已有 {stored:,} 次；还缺 {missing:,} 次",
    ),
    "at_scheduler": ("{scheduler} has {number} {who} at present", "{scheduler} 目前有 {number} 个{who}"),
    "plan_time": (
        "some {time} with {workers} {who} (some {each:.3g} s per run; the slowest of {tried} took {slowest:.3g} s)",
        "{workers} 个{who}约需{time}（每次约 {each:.3g} 秒，试算的 {tried} 次中最慢 {slowest:.3g} 秒）",
    ),
    "plan_disk": ("some {size} on the disk", "约占磁盘 {size}"),
    "worker": ("worker", "进程"),
    "workers": ("workers", "进程"),
    # --- the page -----------------------------------------------------------------------------------------------------
    "served": ("The page is served at {address} (Ctrl-C ends it).", "页面地址：{address}（按Ctrl-C结束）。"),
    "exported": (
        "The lesson is in {path} ({size} MB). Open it in a browser; no server is needed.",
        "课程已写入{path}（{size} MB）。用浏览器打开即可，无需服务器。",
    ),
    "starting": ("starting …", "正在启动……"),
    "port_taken": (
        "port {port} is in use; give another with --port, or --port 0 for any that is free",
        "端口{port}已被占用；请用--port另选，或用--port 0任选空闲端口",
    ),
}

phrase = Texts(_TEXTS).say
"""A phrase in a language, with its values."""
