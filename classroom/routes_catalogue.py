"""What there is to choose from: texts, instruments, parameters, outputs and bundled scenarios."""

from __future__ import annotations

from fastapi import APIRouter

from .requests import Language
from .words import texts

router = APIRouter(prefix="/api")


@router.get("/words/{lang}")
def words(lang: Language) -> dict[str, str]:
    """Every text of the page in a language."""
    return texts(lang)
