"""The report of a comparison: one page of HTML for the policy analyst, in English or 中文."""

from .page import report

__all__ = ["report"]
