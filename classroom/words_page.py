"""Texts of the page's frame and of the analyst's page: English, 中文."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # --- frame ------------------------------------------------------------------------------------------------------
    "page_title": ("Industry–education consortia", "市域产教联合体"),
    "skip": ("Skip to the content", "跳到正文"),
    "nav_label": ("Parts of the page", "页面各部分"),
    "nav_compare": ("Compare reforms", "比较改革"),
    "language": ("中文", "English"),
    "loading": ("Loading …", "正在载入……"),
    "error": ("Something went wrong: {message}", "出错：{message}"),
}
