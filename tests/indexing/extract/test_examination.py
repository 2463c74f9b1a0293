# SPDX-License-Identifier: GPL-3.0-or-later
"""The examination in small: a fixed sample of every disguise and language, with floors."""

from __future__ import annotations

import random

import pytest

from indexing import limits
from indexing.benchmark import extraction_addresses as addresses
from indexing.benchmark import extraction_texts as texts
from indexing.benchmark.extraction_figures import Score, score, score_item, told, total
from indexing.extract.ibans import is_valid
from indexing.extract.mentions import extract
from indexing.extract.wallets import is_base58, is_ether, is_segwit
from indexing.records import MentionKind

SEED, COUNT = 11, 4
FLOORS = {"lookalike": 0.85, "in_url": 0.95}
"""Recall of an operator over all languages; of the others, see the test."""


def test_numbers_are_read_in_every_disguise_and_language() -> None:
    table = score(i for name in texts.LANGUAGES for i in texts.numbers(name, COUNT, SEED))
    assert total(table).f1 >= 0.97, told(table)
    assert total(table).precision >= 0.98, told(table)
    for operator in texts.OPERATORS:
        one = total({key: value for key, value in table.items() if key[0] == operator})
        assert one.recall >= FLOORS.get(operator, 0.95), (operator, told(table))
    for language in texts.LANGUAGES:
        one = total({key: value for key, value in table.items() if key[1] == language})
        assert one.f1 >= 0.95, (language, told(table))


def test_little_is_read_where_there_is_no_number() -> None:
    table = score(i for name in texts.LANGUAGES for i in texts.silent(name, COUNT, SEED))
    assert total(table).wrong <= 2, told(table)


def test_addresses_are_read_and_no_others() -> None:
    emails = [i for name in texts.LANGUAGES for i in addresses.emails(name, COUNT, SEED)]
    table = score([*emails, *addresses.no_emails(40, SEED)])
    assert total(table).f1 >= 0.98, told(table)
    assert total(table).wrong == 0, told(table)
    links = score(i for name in texts.LANGUAGES for i in addresses.links(name, COUNT, SEED))
    assert total(links).f1 >= 0.98, told(links)
    assert total(score(addresses.wallets(COUNT, SEED))) == Score(right=4 * COUNT)


def test_the_examination_can_fail() -> None:
    (right, *_) = texts.numbers("en", 1, SEED)
    assert score_item(right) == Score(right=1)
    wanting = texts.Item("plain", "en", "a table", ("US",), right.expected)
    assert score_item(wanting) == Score(missed=1)
    asked = texts.Item("plain", "en", right.text, right.regions, frozenset())
    assert score_item(asked) == Score(wrong=1)


def test_its_encoders_and_the_checks_agree() -> None:
    chance = random.Random(SEED)
    for _one in range(20):
        assert is_segwit(addresses.segwit(chance.choice((0, 1)), chance.randbytes(32)))
        assert is_base58(addresses.base58check(5, chance.randbytes(20)))
        assert is_ether(addresses.ethereum(chance.randbytes(20)))


REFUSED = [
    "BA315682418750666521",
    "BE37301666637122",
    "CZ9222508471565812626318",
    "EE324236938206157668",
    "ES1601186690402526567843",
    "FI5616422687159694",
    "FR433000356387TQBVC8XOQUQ03",
    "IS340313143470371657864805",
    "IT02K0710473113L8JFXMR0PDAI",
    "MC853200310806A1CVMFHSWKP09",
    "ME23570871233057296960",
    "MK26642K6V1FBPSNU66",
    "MR7648483327873867058412266",
    "NO8790497913777",
    "PL11894110496799963304700108",
    "PT18050004911280783207050",
    "RS50360655414672682436",
    "SI07224697716524579",
    "SK0852007790779513278272",
    "SM31A5211098891UR2RYUFM2JYV",
    "TL661731430821687503345",
    "TN9194700311685770026222",
]
"""Sums of the whole that hold, national sums that do not."""
TAKEN = [
    "AD3700080597VWJ6XAAKZEOO",
    "AE452912376729408256420",
    "AL29048780786PTOKUBS5RKZCWUI",
    "AT913463325664934077",
    "AZ87IMXXROC83F3MZ0LPYQO2AZPI",
    "BA391614450473817580",
    "BE83919854144315",
    "BG72DEMI157018Z2T3UV1P",
    "BH68ZUKSZXBFU3LR4HC2ED",
    "BI1556211972232216665396501",
    "BR89QZ3AZBVB738813367714910BU",
    "BY30MNOS4973QYW1OETY8W24XUCX",
    "CH8408867X8CNGZNCIU9H",
    "CR19016143841303885351",
    "CY6864898895RRID1KBSBTI4YMYZ",
    "CZ3322000586916252665233",
    "DE51672700240546727940",
    "DJ4969529755747893518918459",
    "DK5725933753742753",
    "DO68EEXH93049702473424928597",
    "EE677598568571144923",
    "EG250031413092359494937906787",
    "ES7320342387887763862804",
    "FI0989334931611716",
    "FK81PK279539050457",
    "FO5932676999446812",
    "FR204319917770F9SJJSOPMHG31",
    "GB35TRWI72001902225081",
    "GE75CD3212132207515640",
    "GI66VHKRNBTODVEGS0QY5QO",
    "GL2827080889410811",
    "GR120562236REBD0U3IHDWGF4PL",
    "GT17OBB958SLSMYQGBYECLXGBOLG",
    "HN37ZDAS70615895440724366428",
    "HR6824080022102804680",
    "IE58ICON64065212608415",
    "IL450203923518038387029",
    "IQ86JDTA609006419968717",
    "IS330110980544030195771988",
    "IT56R0340721362PEPSHLNRBSIR",
    "JO25QXYD0597LTOZOSNDAJBCQV16NP",
    "KW68BQGW7NRMJQ6YUXTTYUPIYRFJVA",
    "KZ73284PX9ZBFM1RMSZI",
    "LB142324UDK3E4TVO33BWXI2AO2C",
    "LC21MYVTAE09KA5TKUSUIASN1ECIO7BI",
    "LI7330289P95IVUKOQNGK",
    "LT643008288969267711",
    "LU43007VLLSA9XRAEM5P",
    "LV79RIKON6GQH1TOZYJ3B",
    "LY33331055980146170474349",
    "MC4230003252123HXVQFHIEWL09",
    "MD36ENQWQJYKUAE4P2BALPBJ",
    "ME25520618549159647720",
    "MK07099G7IU11B6JP67",
    "MN939231980446625018",
    "MR1393752088886554023186726",
    "MT68CFTE59775LP5STOYAIC5QWQBQZV",
    "MU82TBII8390256278430965000MUR",
    "NI83OLHM69219908105536837649",
    "NL88COBA2357800558",
    "NO0270041476085",
    "OM48543EAWQTSPY8TR4AGYD",
    "PK57UNILNQJ5HAH2ZJDNETQG",
    "PL55106003087740387521132267",
    "PS38UIGHY8BHONZ0NZ2DAROVCSGE4",
    "PT50082940447110254799379",
    "QA59VMVUTFGUUZSKZ76KZDOMGDCFI",
    "RO16PIRBSCAUFSDDZP2NGV6E",
    "RS35220869086034621518",
    "RU9003682424583641ZTZIUU5VXXCSAGV",
    "SA8266KAMBIA0LCDL0TVFUAL",
    "SC45ISKS62376809899684571925SCR",
    "SD0310742704955104",
    "SE7190481225887492822259",
    "SI56020565042377715",
    "SK6352005985328633752591",
    "SM21D6475288859SX6INL1UUHHL",
    "SO375094520683341142264",
    "ST13689537264469076158007",
    "SV20QBUW68328612193449310126",
    "TL389096161226398675433",
    "TN5946565026785708375880",
    "TR19000600U9EJHGQ0P5UERNWC",
    "UA20338545JXNEQJZCSAXYUZODMHE",
    "VA81292314941830163797",
    "VG90RMWU2113173357070283",
    "XK208566584539701507",
    "YE64VQKT7534RCLUAKLPX0AYUFTCI4",
]
"""Drawn at random, as countries lay out their accounts."""


@pytest.mark.parametrize("iban", REFUSED)
def test_national_sums_refuse(iban: str) -> None:
    assert int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1
    assert not is_valid(iban)


def test_accounts_of_all_countries_are_taken() -> None:
    assert [iban for iban in TAKEN if not is_valid(iban)] == []


HOSTILE = ["h.", "a.a@", "0 ", "9-", "http://a.", "a at a dot ", "12/", "5 mars ", "one "]
HOSTILE += ["@a", "[dot]", "1.1.", "£1", "fr76 1", "0x", "http://e.org/0-", "il y a 3 ", "+", "o0"]
HOSTILE += ["1 000 ", "t.me/", "a_at_", "°1", "2024-", "|0", "п'", "\u0660 ", "🌸1"]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_of_every_kind_end(unit: str) -> None:
    text = unit * (limits.REGEX_TEXT_CHARACTERS // len(unit))
    found = extract({"body": text}, regions=("FR", "GB", "US"))
    assert len(found) <= limits.MAX_MENTIONS_PER_AD
    for one in found:
        assert text[one.start : one.end] == one.raw
        assert isinstance(one.kind, MentionKind)
