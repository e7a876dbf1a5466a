"""What there is to choose from: texts, instruments, parameters, outputs and scenarios, also one that somebody opens."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ..page.catalogue import catalogue
from ..page.opened_file import opened, scenario_of_text
from ..page.words import texts
from ..requests import STRICT, Language, check_work

router = APIRouter(prefix="/api")


@router.get("/words/{lang}")
def words(lang: Language) -> dict[str, str]:
    """Every text of the page in a language."""
    return texts(lang)


@router.get("/catalogue/{lang}")
def choices(lang: Language) -> JSONResponse:
    """Instruments, parameters, outputs and bundled scenarios, with their names in a language."""
    return _choices(lang)


@cache
def _choices(lang: Language) -> JSONResponse:
    """The answer is the same each time, and long."""
    return JSONResponse(catalogue(lang))


class File(BaseModel):
    """A scenario file of the reader's own machine."""

    model_config = STRICT

    filename: str = Field(max_length=300, description="its name, which ends in .toml or .json")
    text: str = Field(max_length=1_000_000, description="what it holds")


@router.post("/open")
def open_file(file: File) -> dict[str, Any]:
    """A scenario file, checked by the loader of scenario files and taken apart for the page. Nothing is stored."""
    scenario = scenario_of_text(file.text, file.filename)
    check_work([scenario], 1)
    return opened(scenario)
