"""What is said of calibrations in English and 中文."""

from __future__ import annotations

from ...simulation.parameters import PARAMETERS

__all__ = ["parameter_said"]


def parameter_said(key: str, lang: str) -> str:
    """A parameter within a sentence: what it is called, and its name."""
    name = key.removeprefix("parameters.")
    about = PARAMETERS[name]
    return f"{about.zh}（{name}）" if lang == "zh" else f"{about.en} ({name})"
