# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of mention: what is read, what is left alone, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing import limits
from indexing.extract.ibans import is_valid
from indexing.extract.mentions import extract
from indexing.extract.wallets import is_base58, is_ether, is_segwit, keccak256
from indexing.records import MentionKind

REGIONS = ("FR", "GB", "US")


def values(text: str, kind: MentionKind, own_url: str = "") -> list[str]:
    found = extract({"body": text}, regions=REGIONS, own_url=own_url)
    for one in found:
        assert text[one.start : one.end] == one.raw
    return [one.value for one in found if one.kind is kind]


@pytest.mark.parametrize(
    "text",
    [
        "jane.doe@example.org",
        "Write to Jane.Doe@Example.ORG.",
        "jane.doe (at) example (dot) org",
        "jane.doe [at] example [dot] org",
        "jane.doe(a)example.org",
        "jane.doe{@}example{.}org",
        "mail: jane.doe at example dot org",
        "jane.doe AT example DOT org",
        "jane dot doe at example dot org",
        "jane.doe arobase example point org",
        "jane.doe arroba example punto org",
        "jane.doe @ example . org",
        "jane.doe@ example.org",
        "ｊａｎｅ．ｄｏｅ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "j a n e . d o e @ e x a m p l e . o r g",
        "jane.doe&#64;example&#46;org",
        "jane.doe_at_example_dot_org",
        "jane\u200b.doe@exa\u200bmple.org",
        "mailto:jane.doe@example.org",
        "<jane.doe@example.org>",
    ],
)
def test_emails_are_read_in_their_disguises(text: str) -> None:
    assert values(text, MentionKind.EMAIL) == ["jane.doe@example.org"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jane.doe at gmail com", "jane.doe@gmail.com"),
        ("jane1990 at gmail dot com", "jane1990@gmail.com"),
        ("jane-doe+ad@mail.example.co.uk now", "jane-doe+ad@mail.example.co.uk"),
        ("jane chez gmail point com", "jane@gmail.com"),
        ("jane@gmail,com", "jane@gmail.com"),
    ],
)
def test_more_emails(text: str, value: str) -> None:
    assert values(text, MentionKind.EMAIL) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Meet me at the station. Dot your i's.",
        "We are open at 10. Come in at noon.",
        "Look at example.com for photos",
        "see photos at example dot com",
        "Room (a) large, (b) small. Both at 200 EUR",
        "Point at the map. Org charts are at reception.",
        "chez nous. com une maison",
        "@jane_doe on the other site",
        "a @ b",
        "2 @ 45 EUR each",
        "arrive at paris. fr speakers welcome",
        "price @ shop.",
    ],
)
def test_prose_is_no_email(text: str) -> None:
    assert values(text, MentionKind.EMAIL) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("https://www.example.org/Path/?q=1", "example.org/Path/?q=1"),
        ("see http://example.org/a.", "example.org/a"),
        ("hxxps://example[.]org/a", "example.org/a"),
        ("hxxp://example(.)org", "example.org"),
        ("example[dot]org/a", "example.org/a"),
        ("www.example.org", "example.org"),
        ("example.com", "example.com"),
        ("(https://example.org/a_(b))", "example.org/a_(b)"),
        ("https://пример.рф/путь", "пример.рф/путь"),
        ("sub.example.co.uk/x", "sub.example.co.uk/x"),
    ],
)
def test_urls_are_read(text: str, value: str) -> None:
    assert values(text, MentionKind.URL) == [value]


@pytest.mark.parametrize(
    "text",
    ["call me.it is free", "the end.In the room", "1.250.000", "e.g. this", "12.03.2024", "v1.2.3"],
)
def test_prose_is_no_url(text: str) -> None:
    assert values(text, MentionKind.URL) == []


def test_the_ads_own_address_is_no_mention() -> None:
    text = "Seen on https://www.example.org/ad/1/ and https://example.org/ad/2"
    assert values(text, MentionKind.URL, own_url="http://example.org/ad/1") == ["example.org/ad/2"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@jane_doe", "at:jane_doe"),
        ("telegram: jane_doe", "telegram:jane_doe"),
        ("Telegram @Jane_Doe", "telegram:jane_doe"),
        ("insta : @jane.doe, thanks", "instagram:jane.doe"),
        ("snap: janedoe", "snapchat:janedoe"),
        ("https://t.me/jane_doe", "telegram:jane_doe"),
        ("t.me/jane_doe", "telegram:jane_doe"),
        ("https://www.instagram.com/jane.doe/?hl=en", "instagram:jane.doe"),
        ("facebook.com/jane.doe.5", "facebook:jane.doe.5"),
        ("tiktok.com/@jane.doe", "tiktok:jane.doe"),
        ("скайп: jane_doe", "skype:jane_doe"),
        ("wechat id: jane1990", "wechat:jane1990"),
        ("line id: @jane1990", "line:jane1990"),
        ("wa.me/janedoe", "whatsapp:janedoe"),
    ],
)
def test_handles_are_read(text: str, value: str) -> None:
    assert values(text, MentionKind.HANDLE) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "jane@example.org",
        "Metro line: blue",
        "line: 4 and 5",
        "telegram: available",
        "Signal: strong in the whole house",
        "facebook.com/groups/12345",
        "2 @ 45 EUR",
    ],
)
def test_no_handles(text: str) -> None:
    assert values(text, MentionKind.HANDLE) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25 EUR", "25 EUR"),
        ("€25", "25 EUR"),
        ("25€/h", "25 EUR/hour"),
        ("25,50 €", "25.50 EUR"),
        ("1 250 € par mois", "1250 EUR/month"),
        ("1.250,00 EUR", "1250 EUR"),
        ("$1,250.50", "1250.50 USD"),
        ("£20 per person", "20 GBP/person"),
        ("1.5k€", "1500 EUR"),
        ("20-30 €", "30 EUR"),
        ("500 lei", "500 RON"),
        ("2000 руб", "2000 RUB"),
        ("300 грн", "300 UAH"),
        ("٢٥ €", "25 EUR"),
        ("12 € per night", "12 EUR/night"),
    ],
)
def test_prices_are_read(text: str, value: str) -> None:
    assert values(text, MentionKind.PRICE) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25 €/h", "25 EUR/hour"),
        ("30 euros la nuit", "30 EUR/night"),
        ("300€ la semaine", "300 EUR/week"),
        ("15 € pro Stunde", "15 EUR/hour"),
        ("20 € die Nacht", "20 EUR/night"),
        ("10 € pro Person", "10 EUR/person"),
        ("20 euros por persona", "20 EUR/person"),
        ("50 lei/noapte", "50 RON/night"),
        ("100 lei pe oră", "100 RON/hour"),
        ("100 lei ora", "100 RON/hour"),
        ("500 руб/час", "500 RUB/hour"),
        ("1000 руб за ночь", "1000 RUB/night"),
        ("500 руб. в час", "500 RUB/hour"),
        ("25 € por noite", "25 EUR/night"),
        ("$20 per leg", "20 USD/leg"),
        ("15 € le trajet", "15 EUR/leg"),
        ("15 € par trajet", "15 EUR/leg"),
        ("15 € por trayecto", "15 EUR/leg"),
        ("15 € par personne et par nuit", "15 EUR/person"),
        ("£20 a seat", "20 GBP/person"),
        ("12 € par place", "12 EUR/person"),
        ("420 €/mois", "420 EUR/month"),
        ("420 € monatlich", "420 EUR/month"),
        ("420 € im Monat", "420 EUR/month"),
        ("420 € al mes", "420 EUR/month"),
        ("420 € por mês", "420 EUR/month"),
        ("420 euro pe lună", "420 EUR/month"),
        ("420 € au mois", "420 EUR/month"),
        ("3,50 €/kg", "3.50 EUR/kg"),
        ("3 € le kilo", "3 EUR/kg"),
        ("1200 €/m²", "1200 EUR/m2"),
        ("$15/hr", "15 USD/hour"),
        ("$15 an hour", "15 USD/hour"),
        ("$15 hourly", "15 USD/hour"),
        ("80€ / nuit", "80 EUR/night"),
        ("25€ de l'heure", "25 EUR/hour"),
        ("25 € l'heure", "25 EUR/hour"),
        ("20 € por hora", "20 EUR/hour"),
        ("20€ la hora", "20 EUR/hour"),
        ("40 € par jour", "40 EUR/day"),
        ("40 € am Tag", "40 EUR/day"),
        ("40 € al día", "40 EUR/day"),
        ("40 € pe zi", "40 EUR/day"),
        ("40 € por dia", "40 EUR/day"),
        ("2000 руб в день", "2000 RUB/day"),
        ("2000 руб с человека", "2000 RUB/person"),
        ("5 € pièce", "5 EUR/item"),
        ("5 € Stück", "5 EUR/item"),
        ("5 € each", "5 EUR/item"),
        ("5 € chacune", "5 EUR/item"),
        ("5 € cada una", "5 EUR/item"),
        ("15 € je", "15 EUR"),
        ("15 € in Paris", "15 EUR"),
        ("15 € a table", "15 EUR"),
        ("15 €. La hora es buena", "15 EUR"),
    ],
)
def test_units_of_prices_in_many_languages(text: str, value: str) -> None:
    assert values(text, MentionKind.PRICE) == [value]


@pytest.mark.parametrize("text", ["25 chairs", "in 2024", "EUR pallets", "room 12", "1999 model"])
def test_no_prices(text: str) -> None:
    assert values(text, MentionKind.PRICE) == []


IBANS = [
    "GB82 WEST 1234 5698 7654 32",
    "DE89 3704 0044 0532 0130 00",
    "FR14 2004 1010 0505 0001 3M02 606",
    "ES91 2100 0418 4502 0005 1332",
    "BE68 5390 0754 7034",
    "IT60 X054 2811 1010 0000 0123 456",
    "PT50 0002 0123 1234 5678 9015 4",
    "NL91 ABNA 0417 1643 00",
    "RO49 AAAA 1B31 0075 9384 0000",
    "PL61 1090 1014 0000 0712 1981 2874",
    "CH93 0076 2011 6238 5295 7",
    "FI21 1234 5600 0007 85",
    "NO93 8601 1117 947",
    "CZ65 0800 0000 1920 0014 5399",
    "EE38 2200 2210 2014 5685",
    "HU42 1177 3016 1111 1018 0000 0000",
    "SK31 1200 0000 1987 4263 7541",
    "UA21 3223 1300 0002 6007 2335 6600 1",
]


@pytest.mark.parametrize("written", IBANS)
def test_ibans_that_hold_are_read(written: str) -> None:
    plain = written.replace(" ", "")
    assert values(f"Deposit to {written}, thanks", MentionKind.IBAN) == [plain]
    assert values(f"deposit {plain.lower()}", MentionKind.IBAN) == [plain]


@pytest.mark.parametrize("written", IBANS)
def test_one_changed_digit_breaks_an_iban(written: str) -> None:
    plain = written.replace(" ", "")
    changed = plain[:-1] + str((int(plain[-1]) + 1) % 10)
    assert not is_valid(changed)
    assert not is_valid(plain[:-1])
    assert not is_valid("ZZ" + plain[2:])


SEGWIT = [
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "BC1SW50QGDZ25J",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
]
NOT_SEGWIT = [
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "bc1pw5dgrnzv",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
    "bc1gmk9yu",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
]


def test_wallet_sums() -> None:
    assert all(map(is_segwit, SEGWIT))
    assert not any(map(is_segwit, NOT_SEGWIT))
    assert is_base58("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
    assert not is_base58("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")
    assert is_ether("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
    assert not is_ether("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed")
    empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"").hex() == empty


def test_wallets_are_read_in_their_own_case() -> None:
    text = "Pay 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa or 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"
    assert values(text, MentionKind.WALLET) == ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"]


def test_fields_are_read_in_their_order_and_others_not() -> None:
    fields = {
        "extra": "@nobody",
        "author": "@jane_doe",
        "body": "mail jane@example.org",
        "title": "45 EUR",
    }
    found = extract(fields, regions=REGIONS)
    assert [m.field for m in found] == ["title", "body", "author"]


def test_number_of_mentions_is_bounded() -> None:
    text = " ".join(f"@jane_{n}" for n in range(2 * limits.MAX_MENTIONS_PER_AD))
    assert len(extract({"body": text}, regions=REGIONS)) == limits.MAX_MENTIONS_PER_AD


_PIECES = (
    "06| 39|98| 01|02|@| at | dot |gmail|.com|jane|€|25|\n|\u200b|0️⃣|٣|http://|example.org|/|(|)|o"
    "|one|t.me/|FR14|telegram: |+33|ﬁ|é|e\u0301|\ud800|🙂|сall|x|12/03/2024"
)
PIECES = st.sampled_from(_PIECES.split("|"))


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=60)))
def test_raw_is_always_the_text_at_its_place(text: str) -> None:
    for one in extract({"body": text, "contacts": text}, regions=REGIONS):
        assert text[one.start : one.end] == one.raw
        assert one.raw.strip()
        assert one.value
