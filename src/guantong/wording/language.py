"""The words of a language: Chinese in the source, English from the catalogue `locale/en`."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

Language: TypeAlias = Literal["zh", "en"]

_SHORT: Final = 60
_HALF: Final = 15

LOCALE: Final = Path(__file__).resolve().parent.parent / "locale"


class Wording:
    """Says a sentence in one language. The Chinese text is the key; without a translation it is said as it is."""

    def __init__(self, lang: Language) -> None:
        self.lang: Language = lang
        self._translations = translations(lang)

    def __call__(self, text: str, /, **values: object) -> str:
        """Return the text in the language, with the values put in for ``{name}``."""
        said = self._translations.gettext(text)
        return said.format(**values) if values else said

    def many(self, text: str, n: int) -> str:
        """Return the text with a number put in for ``{n}``, in the singular or the plural of the language."""
        return self._translations.ngettext(text, text, n).format(n=n)

    def day(self, day: date) -> str:
        """Return a date as people write it."""
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {day:%B} {day.year}"

    def span(self, start: date, end: date) -> str:
        """Return how long it is from one day to a later one, to the day or, beyond two months, about."""
        days = (end - start).days
        if days <= _SHORT:
            return self.many(" {n} 天", days)
        months = 12 * (end.year - start.year) + end.month - start.month
        rest = end.day - start.day
        months += (rest >= _HALF) - (rest <= -_HALF)
        years, months = divmod(months, 12)
        parts = [self.many("{n} 年", years)] if years else []
        if months:
            parts.append(self.many("{n} 个月", months))
        return self("约 {time}", time=" ".join(parts))

    def joined(self, *parts: str) -> str:
        """Return words as an enumeration."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def listed(self, *parts: str) -> str:
        """Return clauses, which may hold commas themselves, as an enumeration."""
        return ("；" if self.lang == "zh" else "; ").join(parts)

    def bracketed(self, text: str) -> str:
        """Return a text in brackets, to follow another."""
        return f"（{text}）" if self.lang == "zh" else f" ({text})"

    def after(self, sentence: str) -> str:
        """Return a sentence with the blank that the next one needs, which Chinese does not."""
        return sentence if self.lang == "zh" else f"{sentence} "


@cache
def translations(lang: Language) -> NullTranslations:
    """Return the texts of a language, compiled in memory; Chinese needs none."""
    if lang == "zh":
        return NullTranslations()
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (LOCALE / lang / "LC_MESSAGES" / "guantong.po").open("rb") as file:
        messages = read_po(file, locale=lang)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)
