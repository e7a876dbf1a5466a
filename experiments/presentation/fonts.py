"""Fonts that have 中文, among those of this machine."""

from __future__ import annotations

from pathlib import Path

from matplotlib import font_manager

__all__ = ["CJK_FONTS", "cjk_font"]

CJK_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",  # older matplotlib sees only the first face of a collection; it has the same characters
    "Droid Sans Fallback",
    "SimSun",
    "Arial Unicode MS",
)
"""Fonts with 中文, the best first."""
_FILES = ("notosanscjk", "notosanssc", "sourcehansans", "msyh", "pingfang", "simhei", "wqy-", "simsun", "hiragino")


def cjk_font() -> str | None:
    """The best installed font with 中文, None if there is none.

    matplotlib remembers the fonts of its first start; one that was installed since then is looked for on disk.
    """
    known = set(font_manager.get_font_names())
    if known.isdisjoint(CJK_FONTS):
        for path in sorted(font_manager.findSystemFonts()):
            if Path(path).name.lower().startswith(_FILES):
                font_manager.fontManager.addfont(path)
        known = set(font_manager.get_font_names())
    return next((name for name in CJK_FONTS if name in known), None)
