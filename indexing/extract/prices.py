# SPDX-License-Identifier: GPL-3.0-or-later
"""Prices with their currency, and the unit where it is told (per night, per hour, per person)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexing.extract.claims import Found, Page, near_digits
from indexing.records import MentionKind

_CURRENCIES = {
    "EUR": "€ eur euro euros eu evro евро євро يورو",
    "GBP": "£ gbp quid pound pounds livre livres libras",
    "USD": "$ us$ usd dollar dollars dolares dólares dolar долларов долл дол",
    "RON": "ron lei leu",
    "RUB": "₽ rub руб рублей рубля rubles",
    "UAH": "₴ uah грн гривень гривен",
    "PLN": "zł pln zl zloty zlotych",
    "CHF": "chf sfr",
    "BRL": "r$ brl reais",
    "MAD": "mad dh dhs درهم",
    "AED": "aed",
    "CZK": "czk kč",
    "HUF": "huf ft",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
    "TRY": "₺ tl",
    "CAD": "ca$ cad c$",
    "AUD": "au$ aud a$",
    "INR": "₹ inr",
    "JPY": "¥ jpy 円",
    "CNY": "cny rmb 元 块 人民币",
    "THB": "฿ thb บาท baht",
    "KRW": "₩ krw 원",
    "BGN": "лв bgn",
    "ILS": "₪ ils nis",
    "EGP": "egp جنيه",
    "TND": "tnd دينار",
    "XOF": "fcfa cfa xof",
}
CODES = {word: code for code, words in _CURRENCIES.items() for word in words.split()}
_BY_COUNTRY = {
    "درهم": {"AE": "AED"},
    "dh": {"AE": "AED"},
    "dhs": {"AE": "AED"},
    "¥": {"CN": "CNY"},
    "kr": {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"},
    "rs": {"IN": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR"},
    "rs.": {"IN": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR"},
}
"""What a word means in the countries of the case; some mean nothing elsewhere."""
CODES |= {word: "" for word in _BY_COUNTRY if word not in CODES}
_ONLY_AFTER = {"kr", "quid", "eu", "ft", "tl", "dh", "libras", "livre", "livres"}
_UNITS = {
    "hour": "h hr hrs hour hours heure heures hora horas час часа часов година годину std stunde"
    " ora oră ore godz godzina godzinę uur",
    "day": "d day days jour journée dia día días tag zi день дня доба сутки dzień dobę doba dag",
    "night": "night nights nuit nuitée noche ночь ночи ніч noite noapte nacht notte noc",
    "week": "week wk semaine semana неделя неделю тиждень săptămână saptamana woche settimana"
    " tydzień",
    "month": "month mo mois mes mês мес месяц місяць luna lună monat mese miesiąc mies maand 月",
    "person": "person people personne pers persona pers pp pax чел человек человека особу людину"
    " persoana persoană pessoa seat place plaza lugar loc место места місце platz posto mitfahrer"
    " osoba osobę",
    "leg": "leg way trip ride trajet trayecto viaje trajeto viagem drum cursă strecke fahrt tratta"
    " поездку поездка поїздку aller course",
    "kg": "kg kilo kilogramm кг кило",
    "m2": "m2 sqm м2 qm",
    "item": "item piece pièce pieza unit unité unidad unidade peça bucată buc stück stueck шт штуку"
    " штука pc pz pezzo",
}
_ALONE = {
    "hour": "hourly stündlich ph p/h",
    "day": "daily täglich p/d",
    "night": "nightly",
    "week": "weekly wöchentlich hebdo pw p/w",
    "month": "pcm pm p/m monthly monatlich mensuel mensuels mensuelle mensual mensuales mensal"
    " lunar mensili",
    "item": "each ea apiece chacun chacune cada_uno cada_una cada_um cada_uma fiecare pièce stück"
    " la_pièce il_pezzo",
    "person": "pp p.p. p/p",
}
"""Words that need nothing before them."""
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}


def _either(words: Iterator[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_NUMBER = (
    r"(?:(?:\d{1,3}(?:[.,'’]\d{3}){1,3}(?!\d)|\d{1,3}(?: \d{3}){1,3}(?! ?\d|[.\-/]\d{3}))"
    r"(?:[.,]\d{1,2}(?!\d))?|\d{1,7}(?:[.,]\d{1,2}(?!\d))?)"
)
"""Thousands after spaces end there: ``£80 077 0090 0123`` is a price and a phone."""
_SIGNS = "$€£₽₴₺₹¥₪฿₩元円块원"
"""What needs no end of a word after it, as writing without spaces has none."""
_BEGINS = r"(?:(?<![\w+])|(?<=[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7a3]))"
_AFTER = _either(iter(CODES))
_BEFORE = _either(w for w in CODES if w not in _ONLY_AFTER)
_PRICE = re.compile(
    rf"{_BEGINS}(?P<before>{_BEFORE})\s?(?P<n1>{_NUMBER})\s?(?P<k1>k)?(?:(?![\w@])|(?=p(?:cm|[mwh])\b))"
    rf"|{_BEGINS}(?<!\d[.,])(?P<n2>{_NUMBER})"
    rf"(?:(?P<sign>[$€£])(?P<cents>\d\d(?!\d))|\s?(?P<k2>k)?(?:,-|\.-)?\s?"
    rf"(?P<after>{_AFTER})(?:(?<=[{_SIGNS}])(?!(?<=\s[{_SIGNS}])\d)|(?<=บาท)|(?<![{_SIGNS}])(?![^\W_])))"
)
"""A sign before digits is theirs: ``07700 900123 £80``; ``12€50`` has cents."""
_ALONE_OF = {
    word.replace("_", " "): unit for unit, words in _ALONE.items() for word in words.split()
}
_JOINTS = (
    "per par por pe la le el al au à a an the each cada pro die der das je im am in в за з с на"
    " alla pour_une pour_un za for_an for_a per_un"
)
_JOINT_WORDS = _either(word.replace("_", " ") for word in _JOINTS.split())
_UNIT = re.compile(
    rf"(?:(?<=[а-я])\.)?\s?(?:/\s?|(?:{_JOINT_WORDS})\s|(?:de |à |all|d')?l?['’]|al?l?['’])\s?"
    rf"(?P<unit>{_either(iter(_UNIT_OF))})(?![^\W_])"
    r"|\s?(?:/\s?|(?:for|per|les|le|pour|pro|für|por|за|a)\s)(?P<count>\d{1,3})\s?"
    r"(?P<clock>m(?:in(?:s|utes?|uten|utos?)?)?|'|мин(?:ут)?|h(?:ou)?rs?|h|heures?|horas?|std|stunden?|час(?:а|ов)?)"
    r"(?![^\W_])"
    rf"|\s?(?P<alone>{_either(iter(_ALONE_OF))})(?![^\W_])"
    r"|\s(?P<bare>ora|nuit|noche|mes|stunde)(?![^\W_])"
)
_RANGE = re.compile(
    r"(?<![\d.,])(?<!\d[ .\-/*])(?P<low>\d{1,6})(?:[.,]\d{1,2})?\s?(?:-|–|to|à|a|до)\s?\Z"
)
_LEAST_FORINT = 100
"""Fewer are feet: ``5ft 6``."""
_GROUPED = re.compile(r"[ .,'’](?=\d{3}(?!\d))")


def find(page: Page, regions: Sequence[str] = ()) -> Iterator[Found]:
    """Every price of the page; the span holds the unit and the lower end of a range."""
    text = page.text
    for match in near_digits(_PRICE, text):
        start, end = match.span()
        number = match["n1"] or match["n2"]
        if (
            match["n2"]
            and " " in number
            and re.search(r"\d[ .\-/]\Z", text[max(0, start - 2) : start])
        ):
            start, number = start + number.rindex(" ") + 1, number.rsplit(" ", 1)[1]
        unit = _UNIT.match(text, end)
        end = unit.end() if unit else end
        amount = _amount(number, match["k1"] or match["k2"], match["cents"])
        if match["after"] == "ft" and float(amount) < _LEAST_FORINT:
            continue
        lower = _RANGE.search(text[max(0, start - 18) : start])
        if lower and int(lower["low"]) < float(amount):
            start -= len(lower.group())
        if not page.is_free(start, match.end()):  # "30 min" of a unit was claimed as a measure
            continue
        currency = _currency(match["before"] or match["after"] or match["sign"], regions)
        if not currency:
            continue
        value = f"{amount} {currency}"
        if unit:
            value += f"/{_unit(unit)}"
        yield Found(MentionKind.PRICE, value, start, end)


def _currency(word: str, regions: Sequence[str]) -> str:
    of_country = _BY_COUNTRY.get(word, {})
    return next((of_country[r] for r in regions if r in of_country), CODES[word])


def _unit(match: re.Match[str]) -> str:
    if match["alone"]:
        return _ALONE_OF[match["alone"]]
    if match["count"]:
        number = int(match["count"])
        minutes = number if match["clock"][0] in "m'м" else number * 60
        return "hour" if minutes == 60 else f"{minutes}min"
    return _UNIT_OF[match["unit"] or match["bare"]]


def _amount(written: str, thousand: str | None, cents: str | None) -> str:
    whole = _GROUPED.sub("", written).replace(",", ".")
    if cents and "." not in whole:
        whole += "." + cents
    if thousand:
        return f"{float(whole) * 1000:.0f}"
    if "." in whole:
        return f"{float(whole):.2f}".removesuffix(".00")
    return str(int(whole))
