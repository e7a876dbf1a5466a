"""What ``classroom --check`` says: whether this computer, and the network it is in, can carry a class."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import platform
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from statistics import median
from typing import Literal

from consortium.experiments.presentation.language import Lang
from consortium.experiments.presentation.texts import Texts

from ..terminal import DONE, FAILED, UsageError, out
from .serving import EVERYWHERE, NEEDED, libraries_are_there, listening_on, own_addresses

SLOWEST_REDRAW = 1.0
"""Seconds that a class waits for a moved slider without losing its thread."""
PHONES = 30
SLOWEST_PHONE = 30.0
"""Seconds that the last of thirty phones may wait when all try something new at the same moment."""

WORDS: dict[str, tuple[str, str]] = {
    "ok": ("ok  ", "通过"),
    "note": ("note", "提示"),
    "no": ("NO  ", "不行"),
    "libraries": ("the libraries of the page are installed", "页面所需的库已安装"),
    "port": ("port {port} is free", "端口{port}可用"),
    "reached": ("other devices in the network reach it at {address}", "同一网络中的设备可访问{address}"),
    "unreached": (
        "{address} does not answer even on this computer; a firewall blocks it",
        "本机也无法访问{address}：被防火墙拦截",
    ),
    "alone": (
        "this computer is not in a network, so phones cannot reach it; join one, or use a phone as a hotspot; "
        "without a network: consortium classroom --export lesson.html, and the worksheet",
        "本机未接入网络，手机无法访问；请接入网络或用手机开热点；没有网络时："
        "consortium classroom --export lesson.html，并打印活动单",
    ),
    "local": (
        "only this computer can reach {address}; use --lan to let other devices connect",
        "只有本机能访问{address}；用--lan让其他设备访问",
    ),
    "phone": (
        "open the address on a phone before the lesson: only this shows a firewall, or a network that isolates "
        "devices",
        "课前先用手机打开该地址：只有这样才能发现防火墙拦截或网络隔离设备的问题",
    ),
    "firewall_ufw": ("if it does not open: sudo ufw allow {port}/tcp", "若打不开：sudo ufw allow {port}/tcp"),
    "firewall_firewalld": (
        "if it does not open: sudo firewall-cmd --add-port={port}/tcp",
        "若打不开：sudo firewall-cmd --add-port={port}/tcp",
    ),
    "firewall_windows": (
        "if it does not open: allow Python in private networks (Windows Security → Firewall → Allow an app)",
        "若打不开：在“Windows安全中心 → 防火墙 → 允许应用”中允许Python使用专用网络",
    ),
    "firewall_mac": (
        "if it does not open: System Settings → Network → Firewall → Options, and allow Python",
        "若打不开：在“系统设置 → 网络 → 防火墙 → 选项”中允许Python",
    ),
    "firewall_other": (
        "if it does not open: let port {port} (TCP) through the firewall",
        "若打不开：在防火墙中放行TCP端口{port}",
    ),
    "font": ("a font with 中文 is installed ({font})", "已安装中文字体（{font}）"),
    "no_font": (
        "no font with 中文 is installed, so figures in 中文 cannot be drawn; on Debian and Ubuntu: "
        "apt install fonts-noto-cjk",
        "未安装中文字体，无法绘制中文图；Debian和Ubuntu上：apt install fonts-noto-cjk",
    ),
    "compiled": ("the rules are compiled", "规则已编译"),
    "compiled_now": (
        "the rules were compiled just now ({seconds:.0f} s); the next start is quick",
        "规则刚刚编译完成（{seconds:.0f}秒）；下次启动会很快",
    ),
    "speed": (
        "a world takes {world:.0f} ms; a moved slider redraws after about {redraw:.0f} ms ({workers} processes)",
        "每个世界{world:.0f}毫秒；移动滑块后约{redraw:.0f}毫秒重绘（{workers}个进程）",
    ),
    "slow": (
        "a class would have to wait: show lesson.html instead (consortium classroom --export lesson.html)",
        "课堂上要等太久：请改用lesson.html（consortium classroom --export lesson.html）",
    ),
    "phones": (
        "if {phones} phones try something new at the same moment, the last one waits about {wait:.1f} s",
        "{phones}部手机同时尝试新政策时，最后一部约等{wait:.1f}秒",
    ),
    "ready": ("This computer can carry a class.", "本机可以用于上课。"),
    "not_ready": ("Not ready for a class: see NO above.", "尚不能用于上课：见上面标有“不行”的各项。"),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One line: `mark` is ok, note or no; a single no means that a class cannot be taught."""

    mark: Literal["ok", "note", "no"]
    text: str


say = Texts(WORDS).say
"""A text in a language, with its values."""


def check_class(host: str | None, port: int, lang: Lang) -> int:
    """Print what is found, line by line, and give the exit status."""
    ready = True
    for found in findings(host, port, lang):
        out(f"{say(found.mark, lang)}  {found.text}")
        ready &= found.mark != "no"
    out(say("ready" if ready else "not_ready", lang))
    return DONE if ready else FAILED


def findings(host: str | None, port: int, lang: Lang) -> Iterator[Found]:
    """All that is looked at, what needs least time first."""
    if not libraries_are_there():
        yield Found("no", NEEDED)
        return
    yield Found("ok", say("libraries", lang))
    yield from network(host, port, lang)
    yield fonts(lang)
    yield from speed(lang)


def network(host: str | None, port: int, lang: Lang) -> Iterator[Found]:
    """Whether the port is free, and by which addresses others reach it."""
    try:
        listening = listening_on(host or EVERYWHERE, port, lang)
    except UsageError as error:
        yield Found("no", str(error))
        return
    with closing(listening):
        bound, number = listening.getsockname()[:2]
        yield Found("ok", say("port", lang, port=number))
        addresses = own_addresses() if bound == EVERYWHERE else [bound]
        if not addresses:
            yield Found("no", say("alone", lang))
            return
        if ipaddress.ip_address(bound).is_loopback:
            yield Found("no", say("local", lang, address=f"{bound}:{number}"))
            return
        for address in addresses:
            page = f"http://{address}:{number}/lesson"
            reached = _answers(address, number)
            yield Found("ok" if reached else "no", say("reached" if reached else "unreached", lang, address=page))
    yield Found("note", say("phone", lang))
    yield Found("note", say(f"firewall_{firewall()}", lang, port=number))


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=3):
            return True
    except OSError:
        return False


def firewall() -> str:
    """The firewall that this computer is likely to have."""
    match platform.system():
        case "Windows":
            return "windows"
        case "Darwin":
            return "mac"
    commands = {"ufw": "ufw", "firewall-cmd": "firewalld"}
    return next((name for command, name in commands.items() if shutil.which(command)), "other")


def fonts(lang: Lang) -> Found:
    """Whether 中文 can be drawn: needed by a page in 中文, useful for the others."""
    from consortium.experiments.presentation.fonts import cjk_font

    font = cjk_font()
    if font is not None:
        return Found("ok", say("font", lang, font=font))
    return Found("no" if lang == "zh" else "note", say("no_font", lang))


def speed(lang: Lang) -> Iterator[Found]:
    """Whether the rules are compiled, and how long a class waits for a slider and for the last phone."""
    from consortium.experiments.runs.processes import NoProcesses
    from consortium.simulation.compilation import anything_compiled

    before = anything_compiled()
    try:
        compiling, redraw, workers = asyncio.run(_measured())
    except NoProcesses as error:
        yield Found("no", str(error))
        return
    yield Found("ok", say("compiled", lang) if before else say("compiled_now", lang, seconds=compiling))
    yield from held(redraw, workers, lang)


def held(redraw: float, workers: int, lang: Lang) -> Iterator[Found]:
    """What the seconds between a moved slider and its curves mean for a class."""
    from consortium.classroom.engine import AT_ONCE

    world = redraw / math.ceil(AT_ONCE / workers)
    wait = PHONES * AT_ONCE * world / workers
    slow = redraw > SLOWEST_REDRAW
    yield Found("no" if slow else "ok", say("speed", lang, world=1000 * world, redraw=1000 * redraw, workers=workers))
    last = wait > SLOWEST_PHONE
    yield Found("no" if last else "ok", say("phones", lang, phones=PHONES, wait=wait))
    if slow or last:
        yield Found("note", say("slow", lang))


async def _measured() -> tuple[float, float, int]:
    """Seconds until the first worlds are there, seconds for a moved slider, and the processes that simulate."""
    from consortium.classroom.engine import AT_ONCE, Engine
    from consortium.classroom.lesson.levers import NOTHING, Setting
    from consortium.classroom.page.comparing import curves
    from consortium.classroom.routes.compare import SHOWN, comparison_of
    from consortium.simulation.scenario import load_scenario

    base, seeds = load_scenario("baseline"), range(1, AT_ONCE + 1)
    async with Engine() as engine:

        async def redrawn(setting: Setting) -> float:
            began = time.perf_counter()
            curves(await comparison_of(engine, (base, setting.reform(base)), seeds), SHOWN, "en")
            return time.perf_counter() - began

        first = await redrawn(NOTHING)
        moved = [await redrawn(Setting.of(subsidy=s, monitoring=m)) for s, m in ((1, 0), (1, 1), (2, 1), (2, 2))]
        return first, median(moved), engine.workers
