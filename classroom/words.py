"""Every text of the page, in English and 中文, by a key each. `words_page` and `words_lesson` hold the tables.

What has a name in the model (outputs, parameters, instruments) or in reports takes it from there.
"""

from __future__ import annotations

from ..experiments.presentation.texts import Texts
from . import words_page

_TEXTS = Texts(words_page.TEXTS)

texts = _TEXTS.in_language
"""All texts of a language, by key."""

say = _TEXTS.say
"""A text in a language, with its values."""
