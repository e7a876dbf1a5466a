"""Clauses of patterns that the model is known not to show, and why: they stay in the scorecard, and stop no CI."""

from __future__ import annotations

__all__ = ["MISFITS"]

_LARGE = (
    "known misfit: the fixed cost of an application lets in mostly large enterprises, and those train already",
    "已知不符：申请的固定成本使获批者多为大企业，而它们本来就参与培养",
)

MISFITS: dict[tuple[str, str], tuple[str, str]] = {
    ("SF6", "deadweight, subsidy doubled"): _LARGE,
    ("SF6", "deadweight, subsidy doubled, take-up fixed"): _LARGE,
    ("levels", "job relevance, spread between fields"): (
        "known misfit: fields differ in demand and appeal only, not in how closely jobs follow a training",
        "已知不符：模型中各专业领域只在需求和热度上不同，岗位与所学的衔接紧密程度没有差别",
    ),
}
"""By pattern and quantity: the reason in English and 中文."""
