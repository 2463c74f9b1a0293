# SPDX-License-Identifier: GPL-3.0-or-later
"""Traps that readings fell into: numbers beside other fragments, and what only looks like one."""

from __future__ import annotations

import pytest

from indexing.extract.dates import Calendar
from indexing.extract.mentions import extract
from indexing.records import Mention, MentionKind

REGIONS = ("FR", "GB", "US", "DE")
MOBILE = "+33639980132"


def mentions(text: str, regions: tuple[str, ...] = REGIONS) -> list[Mention]:
    found = extract({"body": text}, regions=regions, calendar=Calendar("", regions))
    for one in found:
        assert text[one.start : one.end] == one.raw
    return found


def values(text: str, kind: MentionKind, regions: tuple[str, ...] = REGIONS) -> list[str]:
    return [one.value for one in mentions(text, regions) if one.kind is kind]


def phones(text: str, regions: tuple[str, ...] = REGIONS) -> list[str]:
    return values(text, MentionKind.PHONE, regions)


@pytest.mark.parametrize(
    "before",
    [
        "9h-18h ",
        "de 9 h à 18 h\n",
        "à 18h ",
        "ref 4471 ",
        "réf 4471 ",
        "depuis 2019 - ",
        "80€ ",
        "£80 ",
        "80 120 150€ ",
        "75011 Paris ",
        "version 2 ",
    ],
)
@pytest.mark.parametrize(
    "after", ["", " £80", " - 80 €/h", " $80", " 80€/30min", " 24/7", " 9h-18h", " - 2 pièces"]
)
@pytest.mark.parametrize("number", ["0639980132", "06 39 98 01 32", "06.39.98.01.32"])
def test_numbers_are_read_beside_times_prices_and_references(
    before: str, number: str, after: str
) -> None:
    assert phones(f"{before}{number}{after}", ("FR",)) == [MOBILE]


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("$80 212.555.0142", ("US",)),
        ("since 2019 (212) 555-0142 or so", ("US",)),
        ("since 2019 212 555 0142 850 sqft", ("US",)),
        ("ref #4471 212-555-0142", ("US",)),
        ("07700 900123 £80", ("GB",)),
        ("£80 077 0090 0123", ("GB",)),
        ("+61.491.570.156", ()),
        ("2125550142please", ("US",)),
        ("Paris0639980132", ("FR",)),
        ("手机07700 900 123联系", ("GB",)),
    ],
)
def test_a_number_keeps_its_first_and_last_digits(text: str, regions: tuple[str, ...]) -> None:
    (value,) = phones(text, regions)
    assert value in ("+12125550142", "+447700900123", "+61491570156", MOBILE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("020 7946 0123/124", ["+442079460123", "+442079460124"]),
        ("07700 900131/132/133", ["+447700900131", "+447700900132", "+447700900133"]),
        ("06 39 98 00 12 / 13", ["+33639980012", "+33639980013"]),
        ("020 7946 0123/24h", ["+442079460123"]),
        ("020 7946 0123/540", ["+442079460123"]),
        ("020 7946 0123/122", ["+442079460123"]),
        ("020 7946 0123 / 30", ["+442079460123"]),
        ("020 7946 0123/24", ["+442079460123", "+442079460124"]),
        ("020 7946 0123/80€", ["+442079460123"]),
        ("07700-900-945 / 07700.900.705 / 06/39/98/00/36", 3),
    ],
)
def test_further_lines_told_by_their_ends(text: str, expected: list[str] | int) -> None:
    found = phones(text)
    assert (len(found) if isinstance(expected, int) else found) == expected


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("电话 零六三九九八零一三二", "words"),
        ("手机零六三九九八零一三二联系", "words"),
        ("zero sześć trzy dziewięć dziewięć osiem zero jeden trzy dwa", "words"),
        ("nul zes drie negen negen acht nul een drie twee", "words"),
        ("zer0 six thr33 n1ne n1ne eight zer0 0ne thr33 tw0", "lookalike"),
        ("06 3 double 9 8 01 32", "words"),
    ],
)
def test_digits_in_more_words(text: str, step: str) -> None:
    (one,) = mentions(text)
    assert one.value == MOBILE
    assert step in one.steps


def test_a_doubled_digit_is_not_lost() -> None:
    assert phones("call me on 07700 9 double 0 123") == ["+447700900123"]


@pytest.mark.parametrize(
    "text",
    [
        "Bestellnummer 0639980132",
        "Kundennr. 0639980132",
        "Nr oferty 0639980132",
        "nr zamówienia 06 39 98 01 32",
        "Anúncio nº 0639980132",
        "Contribuinte 0639980132",
        "Rif. 06 39 98 01 32",
        "Объявление № 0639980132",
        "订单号 0639980132",
        "编号0639980132",
        "رقم الاعلان 0639980132",
        "รหัสสินค้า 0639980132",
        "เลขที่ประกาศ 0639980132",
        "Part no. 0639 980 132",
        "MLS 2125550142",
        "version 10.0.19045.3693",
        "Case 2019/123456",
        "Size 36 38 40 42 44",
        "2010/2011/2012",
        "100 150 200 250 300",
        "90-60-90 175 55",
        "06 12 18 24 30 36",
        "06 08 10 12 14",
        "1 2 3 4 5 6 7 8 9 10",
        "0.7700900123",
        "120.000.000",
        "SN07700900123X",
        "一室一厅一卫 三十平米",
    ],
)
@pytest.mark.parametrize("regions", [REGIONS, ("PL", "ES", "IT"), ("FR", "CN", "AE")])
def test_other_numbers_are_no_phones(text: str, regions: tuple[str, ...]) -> None:
    assert phones(text, regions) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mia dot lee at example dot co dot uk", "mia.lee@example.co.uk"),
        ("mia (at symbol) example (dot) org", "mia@example.org"),
        ("mia *at* example *dot* org", "mia@example.org"),
        ("mia (la) example (punct) ro", "mia@example.ro"),
        ("mia (à) example.org", "mia@example.org"),
        ("mia apenstaartje example punt org", "mia@example.org"),
        ("mia%40example.org", "mia@example.org"),
        ("mia[underscore]lee[at]example.com", "mia_lee@example.com"),
        ("mia underscore lee at example dot com", "mia_lee@example.com"),
        ("mia [dash] lee (at) example.org", "mia-lee@example.org"),
    ],
)
def test_addresses_in_further_disguises(text: str, value: str) -> None:
    (one,) = mentions(text)
    assert (one.kind, one.value) == (MentionKind.EMAIL, value)


@pytest.mark.parametrize(
    "text",
    [
        "he looked at me. Com on",
        "sat at table. No one came",
        "good at cooking. In fact great",
        "m!a @ example . com",
        "camera.Ro bine",
        "tavolo.Ci vediamo",
        "i.e.me",
        "cleaning @home",
        "@everyone",
        "telegram 24h",
        "telegram covid19 group",
        "insta story2 on",
        "微信whatsapp",
    ],
)
def test_prose_holds_no_contact(text: str) -> None:
    assert mentions(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "http://example.org/a,http://example.org/b",
            ["example.org/a", "example.org/b"],
        ),
        ("https://example.org/rooms。谢谢", ["example.org/rooms"]),
        ("https://example.org/rooms,谢谢联系", ["example.org/rooms"]),
        ("https://example.org/a,b", ["example.org/a,b"]),
    ],
)
def test_links_end_where_the_sentence_goes_on(text: str, expected: list[str]) -> None:
    assert values(text, MentionKind.URL) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("skype: live:room.mia", ["skype:live:room.mia"]),
        ("telegram room_mia", ["telegram:room_mia"]),
        ("my telegram is room_mia", ["telegram:room_mia"]),
        ("snapchat roommia9", ["snapchat:roommia9"]),
        ("微信号 roommia9", ["wechat:roommia9"]),
        ("加微信:roommia9联系", ["wechat:roommia9"]),
        ("QQ: 2849175", ["qq:2849175"]),
        ("카톡 roommia9", ["kakaotalk:roommia9"]),
        ("ไลน์ roommia9", ["line:roommia9"]),
        ("tg://resolve?domain=room_mia", ["telegram:room_mia"]),
        ("https://t.me/room_mia/15", ["telegram:room_mia"]),
        ("https://line.me/ti/p/~roommia9", ["line:roommia9"]),
        ("Follow @room_mia on Telegram", ["telegram:room_mia"]),
        ("IG: room.mia|TG: room_mia", ["instagram:room.mia", "telegram:room_mia"]),
    ],
)
def test_names_after_further_cues(text: str, expected: list[str]) -> None:
    assert values(text, MentionKind.HANDLE) == expected


def test_a_row_of_equal_steps_is_a_phone_where_a_word_says_so() -> None:
    assert phones("tel 06 07 08 09 10") == ["+33607080910"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mia@example.orgTel:0639980132", ["mia@example.org", MOBILE]),
        ("visit example.com.Call now", ["example.com"]),
        ("www.example.com.Call", ["example.com"]),
        ("Example.Com.Au", ["example.com.au"]),
    ],
)
def test_a_word_that_lost_its_space_is_cut_off(text: str, expected: list[str]) -> None:
    assert [one.value for one in mentions(text)] == expected


def test_a_link_of_signal_opens_a_number() -> None:
    assert phones("https://signal.me/#p/+447700900178") == ["+447700900178"]
    assert phones("https://web.whatsapp.com/send?phone=%2B44%207700%20900179") == ["+447700900179"]


@pytest.mark.parametrize(
    ("text", "regions", "expected"),
    [
        ("80€/30min, 120€/1h", (), ["80 EUR/30min", "120 EUR/hour"]),
        ("£80 for 30 mins", (), ["80 GBP/30min"]),
        ("£15 ph, £600 pcm, £600pm, £120 p/w", (), "hour month month week"),
        ("800元/月", (), ["800 CNY/month"]),
        ("5000บาท", (), ["5000 THB"]),
        ("900 zł/mies.", (), ["900 PLN/month"]),
        ("3000 kr", ("SE",), ["3000 SEK"]),
        ("3000 kr", ("GB",), []),
        ("¥800", ("CN",), ["800 CNY"]),
        ("¥800", (), ["800 JPY"]),
        ("5ft6", (), []),
        ("12€50", (), ["12.50 EUR"]),
        ("100€150€", (), ["100 EUR", "150 EUR"]),
    ],
)
def test_prices_with_their_unit(
    text: str, regions: tuple[str, ...], expected: list[str] | str
) -> None:
    found = values(text, MentionKind.PRICE, regions)
    if isinstance(expected, str):
        assert [one.partition("/")[2] for one in found] == expected.split()
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3rd of May 2024", "2024-05-03"),
        ("03.05.2024", "2024-05-03"),
        ("2024年5月3日", "2024-05-03"),
        ("5月3日", "--05-03"),
    ],
)
def test_dates_in_further_forms(text: str, value: str) -> None:
    assert values(text, MentionKind.DATE) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "IBANDE89370400440532013000",
        "IBAN: D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0",
        "DE89.3704.0044.0532.0130.00",
    ],
)
def test_accounts_glued_spaced_and_dotted(text: str) -> None:
    assert [one.value for one in mentions(text)] == ["DE89370400440532013000"]


@pytest.mark.parametrize(
    "text", ["Location: Leeds", "📍 Leeds", "Ville : Leeds", "City - Leeds", "15000 Leeds"]
)
def test_a_town_after_a_label_or_a_postcode(text: str) -> None:
    assert values(text, MentionKind.PLACE) == ["Leeds, GB, geonames:2644688"]


def test_a_price_before_a_word_is_no_postcode() -> None:
    assert values("15000 Nice things", MentionKind.PLACE) == []


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("\u202a07700 900123\u202c", "07700 900123"),
        ("call 07700 (900123) now", "07700 (900123)"),
        ("call [212]555-0113", "[212]555-0113"),
    ],
)
def test_the_span_is_the_number_with_its_brackets(text: str, raw: str) -> None:
    (one,) = mentions(text)
    assert one.raw == raw
