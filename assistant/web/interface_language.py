"""A language of the interface: how it writes numbers, dates and the names of other languages."""

import datetime
import re
from dataclasses import dataclass

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?(?:T|$)", re.ASCII)


@dataclass(frozen=True)
class InterfaceLanguage:
    """One language, with the word for a language that is not known."""

    code: str
    """ISO 639-1."""
    locale: str
    """As CLDR names it."""
    unknown_language: str

    def number(self, value: float, digits: int) -> str:
        """A number with this many decimals: 1.75 is '1,750' in German."""
        return str(format_decimal(round(value, digits), "0." + "0" * digits, self.locale))

    def percent(self, share: float) -> str:
        """A share in whole percent."""
        return str(format_percent(round(share, 2), locale=self.locale))

    def date(self, iso: str) -> str:
        """An ISO 8601 date, as exact as it is, in words: '2024-03' is 'March 2024'."""
        found = _DATE.match(iso)
        if not found:
            return iso
        year, month, day = (int(part or 1) for part in found.groups())
        try:
            when = datetime.date(year, month, day)
        except ValueError:
            return iso
        if found["day"]:
            return str(format_date(when, "long", locale=self.locale))
        return str(format_skeleton("yMMMM", when, locale=self.locale))

    def language(self, code: str) -> str:
        """The name of a language by its ISO 639-1 code; the code itself where no name is known."""
        if code in {"", "und"}:
            return self.unknown_language
        return str(Locale.parse(self.locale).languages.get(code, code.upper()))

    def month(self, number: int) -> str:
        """The name of a month, from 1 on."""
        return str(Locale.parse(self.locale).months["stand-alone"]["wide"][number])
