# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers that are something else: dates, times, sizes, places on the map, ids, cards.

Nothing here is kept as a mention; the spans are claimed so that no phone is read in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexing.extract.claims import near_digits

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
    r"|reg(?:istration)?|charity|company|matricule|immatriculation|plaque|matrícula"
    r"|(?:vat\s[a-z]{2}|part|mls|case|barcode|acc|ssn|ein|cep|kto|бик|р/с|agrément|anúncio|contribuinte"
    r"|rif(?:erimento)?|annuncio|expediente|объявлени[ея]|об'єкт|объект|оголошення|договор|накладная"
    r"|(?:numer|nr) (?:oferty|ogłoszenia|zamówienia|konta|klienta|faktury|referencyjny)"
    r"|(?:artikel|bestell|kunden|rechnungs|auftrags|anzeigen|objekt|vorgangs|chiffre|referenz|konto"
    r"|mitglieds|inserats?)[ \-]?(?:nummer|nr|id)|รหัส(?:สินค้า|ประกาศ)?|เลขที่(?:ประกาศ|บัญชี)?"
    r"|หมายเลข(?:ประกาศ|คำสั่งซื้อ|พัสดุ)|رقم (?:ال)?(?:اعلان|إعلان|حساب|مرجع))(?![^\W\d_]))"
)
_MINUTES = r"(?:[:h][0-5]\d|\s?[:h]\s?[0-5]\d(?![ .\-/]?\d\d))"
"""Also ``18 h 30``, not the first pair of a number: ``18h 06 39 98 ...``."""
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|0?\d?\d)"
_ID = re.compile(
    rf"\b{_IDS}(?:[ .\-]{{0,2}}(?:no|n°|nº|n|nr|num|number|numero|numéro|número|code|id|№))?"
    r"\s?[.:#№°=]{0,2}\s?#?[a-z]{0,4}-?(?!00)\d(?:[ .\-/]?\d){4,24}(?!\d)"
)
_NUMBER_AFTER = re.compile(
    r"(?<!\d)(?P<id>\d{3,9}) (?:0(?:[ .\-/]?\d){8,11}"
    r"|(?:1[ .\-])?[2-9]\d\d([ .\-])\d{3}\2\d{4}|[67](?:[ .\-]?\d){8})(?!\d)"
)
"""A phone that only a space parts from an id: ``ref 4471 06 39 98 ...``."""
_CLAIMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_EDGE}{_YEAR}([-/.]){_MONTH}\1{_DAY}(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?z?)?{_END}",
        r"(?<!\d)(?:19|20)\d{6}t?\d{4,6}(?:\.\d{1,6})?z(?![^\W_])",
        rf"{_EDGE}{_DAY}([-/.]){_MONTH}\1(?:{_YEAR}|\d\d){_END}",
        rf"{_EDGE}{_MONTH}/{_DAY}/(?:{_YEAR}|\d\d){_END}",
        rf"{_EDGE}{_YEAR}\s?[-–/]\s?(?:{_YEAR}|\d\d(?!\s\d)){_END}",
        rf"{_EDGE}(?<!\d ){_DAY}(?:st|nd|rd|th|er|\.)?\s(?:de\s)?{_MONTH_NAMES}"
        rf"(?:\.?\s(?:de\s)?{_YEAR})?(?!\d|\s\d{{1,2}}(?:[^\dh:]|$))",
        rf"(?<![^\W_]){_MONTH_NAMES}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}(?!\d)",
        rf"(?<!\d)(?<!\d[:. \-])(?:[01]?\d|2[0-4]){_MINUTES}(?::[0-5]\d)?"
        rf"(?:\s?[-–]\s?\d{{1,2}}{_MINUTES})?(?![\d:])",
        r"(?<!\d)(?<!\d[:. \-/])(?:[01]?\d|2[0-4])\s?(?:h|am|pm|a\.m\.|p\.m\.|uhr)(?![^\W_])",
        r"(?<!\d)(?:[01]?\d|2[0-4])\s?h\s?[-–à]\s?(?:[01]?\d|2[0-4])\s?h(?![^\W_])",
        rf"(?<![\d./\-]){_DAY}\s(?:de\s)?{_MONTH_NAMES}\s(?:de\s)?{_YEAR}(?!\d)",
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
        r"\b[a-z]{2}\d{2}(?:[ .\-]?[a-z0-9]{4}){3,7}(?:[ .\-]?[a-z0-9]{1,3})?\b(?![ \-]?\d)",
        r"[#№]\s?\d(?:[\-/]?\d){4,20}(?!\d)",
        rf"(?<![\d.+])(?<![^\W\d_]){_OCTET}(?:\.{_OCTET}){{3}}(?::\d{{2,5}})?(?![\w.|])",
        r"\bv(?:ersion|er)?[ .]?\d{1,3}(?:\.\d{1,6}){2,4}(?![\w.])",
        r"(?<![\d+])(?<!\d[ .\-/])(?:[789]\d|1[0-3]\d)-[5-9]\d-(?:[789]\d|1[0-3]\d)(?![./\-]?\d)",
        r"(?:(?:订单|房源|单|信息|广告|货)编?号|编号|身份证号?)码?\s?:?\s?"
        r"\d(?:[ \-]?\d){4,20}(?!\d)",
    )
)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Folded spans of numbers that cannot be phones."""
    for pattern in _CLAIMS:
        for match in near_digits(pattern, text):
            yield match.span()
    for match in near_digits(_ID, text):
        number = _NUMBER_AFTER.search(text, *match.span())
        yield match.start(), number.end("id") if number else match.end()
