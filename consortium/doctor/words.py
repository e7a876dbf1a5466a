"""What ``consortium doctor`` says, by a key each: first in English, then in 中文."""

from __future__ import annotations

from consortium.experiments.presentation.texts import Texts

__all__ = ["say"]

_WORDS: dict[str, tuple[str, str]] = {
    "comma": (", ", "、"),
    # --- Python and libraries -----------------------------------------------------------------------------------------
    "python": ("Python {version}", "Python {version}"),
    "python_old": (
        "Python {version} is too old; allowed: {allowed}. Install a newer Python and make the environment again",
        "Python {version}版本过低；允许：{allowed}。请安装较新的Python并重新建立虚拟环境",
    ),
    "python_new": (
        "Python {version} is newer than what is tested ({tested}); if something fails, use one of these",
        "Python {version}尚未测试（已测试：{tested}）；如果出错，请改用其中一种",
    ),
    "package": ("consortium {version}, in {place}", "consortium {version}，位于{place}"),
    "not_installed": (
        "consortium is not installed but run from its folder, so the versions of its libraries are unknown; "
        "pip install -c constraints.txt .",
        "consortium未安装，而是直接从源代码文件夹运行，因此无法核对各库的版本；请运行 pip install -c constraints.txt .",
    ),
    "libraries": ("all {number} required libraries have a supported version", "{number}个必需的库版本均符合要求"),
    "missing": (
        '{name} is not installed; required: {wanted}; pip install "{name}{wanted}"',
        '{name}未安装；要求：{wanted}；请运行 pip install "{name}{wanted}"',
    ),
    "version": (
        '{name} {there} is installed; required: {wanted}; pip install "{name}{wanted}"',
        '{name}的版本为{there}；要求：{wanted}；请运行 pip install "{name}{wanted}"',
    ),
    "any": ("any version", "任意版本"),
    "extra": ("extra {extra}: {names}", "可选组件{extra}：{names}"),
    "extra_missing": (
        'extra {extra} is not complete ({names}); if you need it: pip install "{package}[{extra}]"',
        '可选组件{extra}不完整（{names}）；需要时请运行 pip install "{package}[{extra}]"',
    ),
    # --- the compiler -------------------------------------------------------------------------------------------------
    "cache": ("compiled rules are kept in {folder}", "编译后的规则保存在{folder}"),
    "cache_temporary": (
        "{wanted} cannot be written, so compiled rules are kept in {folder} and may be lost at the next restart; "
        "make it writable, or name another folder in the variable NUMBA_CACHE_DIR",
        "{wanted}无法写入，编译后的规则暂存于{folder}，重启后可能丢失；请开放写入权限，或用环境变量NUMBA_CACHE_DIR指定其他文件夹",
    ),
    "warm": ("the rules are compiled", "规则已编译"),
    "cold": (
        "the rules are not compiled yet: the first run takes about a minute longer",
        "规则尚未编译：首次运行会多花约一分钟",
    ),
    "interpreted": (
        "the compiler is switched off (NUMBA_DISABLE_JIT=1), so runs are many times slower; remove that variable",
        "编译器已关闭（NUMBA_DISABLE_JIT=1），运行会慢许多倍；请删除该环境变量",
    ),
    # --- the machine --------------------------------------------------------------------------------------------------
    "processors": ("{number} processors", "{number}个处理器"),
    "processor": (
        "only 1 processor, so comparisons and sweeps cannot use several processes",
        "只有1个处理器，比较和扫描无法并行",
    ),
    "memory": ("{free:.1f} GB of memory free", "空闲内存{free:.1f} GB"),
    "memory_small": (
        "only {free:.1f} GB of memory free; a city needs about {needed:.1f} GB per process: close other programs, or "
        "use --workers 1",
        "空闲内存只有{free:.1f} GB；模拟一座城市每个进程约需{needed:.1f} GB：请关闭其他程序，或使用--workers 1",
    ),
    "memory_unknown": (
        "this system does not say how much memory is free; a city needs about {needed:.1f} GB per process",
        "本系统不提供空闲内存数据；模拟一座城市每个进程约需{needed:.1f} GB",
    ),
    "browser": ("a browser is installed ({name})", "已安装浏览器（{name}）"),
    "no_browser": (
        "no browser was found on this computer; open the page from another one (consortium classroom --lan), or "
        "install Chromium (Debian, Ubuntu: apt install chromium)",
        "本机未找到浏览器；可从其他设备打开页面（consortium classroom --lan），或安装Chromium（Debian、Ubuntu："
        "apt install chromium）",
    ),
    "port": ("port {port} is free for the page", "端口{port}可供页面使用"),
    # --- results ------------------------------------------------------------------------------------------------------
    "folder": ("results can be written to {folder} ({free:.0f} GB free)", "结果可写入{folder}（剩余{free:.0f} GB）"),
    "folder_full": (
        "only {free:.1f} GB are free in {folder}; delete something, or give another folder with --out",
        "{folder}所在磁盘只剩{free:.1f} GB；请清理磁盘，或用--out指定其他文件夹",
    ),
    "folder_closed": (
        "results cannot be written to {folder} ({reason}); give another folder with --out",
        "结果无法写入{folder}（{reason}）；请用--out指定其他文件夹",
    ),
    # --- the end ------------------------------------------------------------------------------------------------------
    "not_checked": ("not checked: {what} ({reason})", "未检查：{what}（{reason}）"),
    "compiler": ("the compiler", "编译器"),
    "fonts": ("fonts", "字体"),
    "machine": ("processors and memory", "处理器和内存"),
    "fine": ("Everything that is needed is there.", "所需的都已具备。"),
    "faulty": ("Something that is needed is missing: see NO above.", "缺少必需的条件：见上面标有“不行”的各项。"),
}

say = Texts(_WORDS).say
"""A text in a language, with its values."""
