# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers that are something else: dates, times, sizes, places on the map, ids, cards.

Nothing here is kept as a mention; the spans are claimed so that no phone is read in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from indexing.extract.claims import MAX_CANDIDATES

_EDGE = r"(?<![\d])(?<!\d[./\-])"
_END = r"(?![./\-]?\d)"
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_MONTH_NAMES = (
    r"(?:jan(?:uary|vier|v|uar)?|feb(?:ruary|rero|ruarie)?|f[ée]v(?:rier|r|ereiro)?|mar(?:ch|s|zo|tie|ço)?"
    r"|apr(?:il|ilie)?|avr(?:il)?|abr(?:il)?|may|mayo|mai|maio|june?|juin|jun(?:io|ho)?|iun(?:ie)?"
    r"|july?|juil(?:let)?|jul(?:io|ho)?|iul(?:ie)?|aug(?:ust)?|ao[uû]t|ago(?:sto)?|sep(?:t|tember)?"
    r"|septembre|sept?iembre|septembrie|set(?:embro)?|oct(?:ober|obre|ubre|ombrie)?|out(?:ubro)?"
    r"|nov(?:ember|embre|iembre|embro)?|noiembrie|dec(?:ember|embrie)?|d[ée]c(?:embre)?"
    r"|dic(?:iembre)?|dez(?:embro)?|ene(?:ro)?|janeiro|ianuarie|январ[яь]|феврал[яь]|марта?"
    r"|апрел[яь]|ма[яй]|июн[яь]|июл[яь]|августа?|сентябр[яь]|октябр[яь]|ноябр[яь]|декабр[яь])"
    r"(?![^\W\d_])"
)
_IDS = (
    r"(?:ref|réf|reference|référence|referencia|referința|order|commande|pedido|comanda|заказ"
    r"|замовлення|id|siret|siren|isbn|ean|upc|vat|tva|sku|serial|invoice|facture|factura|ticket"
    r"|annonce|anuncio|anunț|ad|lot|dossier|booking|bic|postcode|zip|tracking|colis|item|article"
    r"|lot|cui|nif|inn|инн|огрн|артикул|счет|account|compte|cuenta|cont|conta|plate|card|carte"
    r"|policy|licence|license|permit|vin|imei|batch|код|code|رقم الطلب|الطلب"
    r"|fatura|fattura|rechnung|factuur|bestellung|auftrag|ordine|encomenda|artikel|articolo|posten"
    r"|pacote|paket|pacco|parcel|paquete|colet|посылка|посилка|рахунок|счёт|едрпоу|єдрпоу|огрнип"
    r"|кпп|снилс|cif|nie|dni|cnpj|cpf|p\.?\s?iva|partita iva|codice fiscale|c\.?f|ust-?id(?:nr)?"
    r"|steuernummer|kundennummer|rcs|ape|naf|kvk|regon|cnp|lotto|lote|партия|партія|مرجع"
    r"|فاتورة|دفعة|طرد|الطرد|customer|client|kunde|cliente|клиент|page|página|страница|référence"
    r"|reg(?:istration)?|charity|company|matricule|immatriculation|plaque|matrícula)"
)
_CLAIMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_EDGE}{_YEAR}([-/.]){_MONTH}\1{_DAY}(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?z?)?{_END}",
        r"(?<!\d)(?:19|20)\d{6}t?\d{4,6}(?:\.\d{1,6})?z(?![^\W_])",
        rf"{_EDGE}{_DAY}([-/.]){_MONTH}\1(?:{_YEAR}|\d\d){_END}",
        rf"{_EDGE}{_MONTH}/{_DAY}/(?:{_YEAR}|\d\d){_END}",
        rf"{_EDGE}{_YEAR}\s?[-–/]\s?(?:{_YEAR}|\d\d){_END}",
        rf"{_EDGE}(?<!\d ){_DAY}(?:st|nd|rd|th|er|\.)?\s(?:de\s)?{_MONTH_NAMES}"
        rf"(?:\.?\s(?:de\s)?{_YEAR})?(?!\d|\s\d{{1,2}}(?:[^\dh:]|$))",
        rf"(?<![^\W_]){_MONTH_NAMES}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}(?!\d)",
        r"(?<!\d)(?<!\d[:. \-])(?:[01]?\d|2[0-4])\s?[:h]\s?[0-5]\d(?::[0-5]\d)?"
        r"(?:\s?[-–]\s?\d{1,2}\s?[:h]\s?[0-5]\d)?(?![\d:])",
        r"(?<!\d)(?<!\d[:. \-/])(?:[01]?\d|2[0-4])\s?(?:h|am|pm|a\.m\.|p\.m\.|uhr)(?![^\W_])",
        r"(?<![\d])24\s?h?\s?/\s?(?:7|24)(?!\d)|(?<!\d)7\s?(?:/|j/|d/)\s?7(?!\d)",
        r"(?<![\d.])[-+]?\b\d{1,3}\.\d{3,}\s?°?\s?[nsew]?\s?[,; /]\s?[-+]?\d{1,3}\.\d{3,}"
        r"(?!\.?\d)",
        r"(?<![\d.+)])(?<!\d[ /\-])(?<!\d - )-?\d{1,3}\.\d{4,7}(?![\d.])(?![/\-]\d)",
        r"\b\d{1,3}\s?°(?:\s?\d{1,2}(?:[.,]\d+)?\s?['′’]?)?(?:\s?\d{1,2}(?:[.,]\d+)?\s?[\"″”]?)?",
        r"(?<![\dx×*])(?<!\d[ .\-])\d{1,4}(?:[.,]\d{1,2})?\s?[x×]\s?\d{1,4}(?:[.,]\d{1,2})?"
        r"(?:\s?[x×]\s?\d{1,4}(?:[.,]\d{1,2})?)?(?!\s?[x×*.\-]?\d)",
        r"(?<![\d*])\d{1,4}\s?\*\s?\d{1,4}(?:\s?\*\s?\d{1,4})?\s?(?:cm|mm|m|см|سم)(?![^\W_])",
        r"(?<!\d)(?<![a-z])(?<!\d[ .\-/])(?<![oоil][ .\-])(?!0[^.,])\d{1,3}"
        r"(?:[ .,]\d{3})?(?:[.,]\d{1,2})?\s?"
        r"(?:m2|m3|sqm|sq|kg|km|cm|mm|m|l"
        r"|ml|g|gb|go|to|tb|mb|mo|kw|kwh|cv|hp|ch|min|ans|years|year|ani|лет|год|км|м2|кг|л|%|°)"
        r"(?![^\W_])(?![.\-]\d)",
        r"(?<!\d)(?<!\d[ \-])\d{4}([ \-])\d{4}\1\d{4}\1\d{4}(?![ \-]?\d)",
        r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        r"\b[a-z]{2}\d{2}(?:[ \-]?[a-z0-9]{4}){3,7}(?:[ \-]?[a-z0-9]{1,3})?\b(?![ \-]?\d)",
        rf"\b{_IDS}(?:[ .\-]{{0,2}}(?:no|n°|nº|n|nr|num|number|numero|numéro|número|code|id|№))?"
        r"\s?[.:#№°=]{0,2}\s?#?[a-z]{0,4}-?(?!00)\d(?:[ .\-/]?\d){4,24}(?!\d)",
        r"[#№]\s?\d(?:[\-/]?\d){4,20}(?!\d)",
        r"(?<![\d.])(?<![^\W\d_])\d{1,3}(?:\.\d{1,3}){3}(?::\d{2,5})?(?![\w.|])",
    )
)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Folded spans of numbers that cannot be phones."""
    for pattern in _CLAIMS:
        for match in islice(pattern.finditer(text), MAX_CANDIDATES):
            yield match.span()
