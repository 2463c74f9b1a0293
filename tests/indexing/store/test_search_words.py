# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of every script are found, in every text of an ad, and gone when their text is."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.records import Stamp
from indexing.store import (
    ads,
    captures,
    images,
    migrations,
    picture_texts,
    protected,
    search,
    search_index,
    search_places,
    search_words,
)
from indexing.store.case import Case
from indexing.store.picture_texts import PictureText
from tests.indexing.store import rows

TEXTS = {
    "el": "Ενοικιάζεται φωτεινό διαμέρισμα κοντά στο λιμάνι",
    "ru": "Сдаётся тёплая комната рядом с вокзалом, ещё йогурт",
    "ar": "غُرفَةٌ للإيجار قرب المحطّة، أثاث جديد",
    "he": "חֶדֶר להשכרה ליד התחנה",
    "zh": "东京附近出租房间,家具齐全",
    "ja": "駅の近くの明るい部屋、ピアノ教室",
    "ko": "서울에서 방을 빌려드립니다",
    "th": "ให้เช่าห้องใกล้สถานีรถไฟ มีเครื่องปรับอากาศ",
    "lo": "ໃຫ້ເຊົ່າຫ້ອງໃກ້ສະຖານີ",
    "km": "បន្ទប់ជួលជិតស្ថានីយ៍រថភ្លើង",
    "my": "ဘူတာအနီးတွင် အခန်းငှားမည်",
    "hi": "स्टेशन के पास कमरा किराए पर",
    "ta": "நிலையம் அருகே அறை வாடகைக்கு",
    "vi": "Cho thuê phòng gần nhà ga, đầy đủ nội thất",
    "pl": "Pokój do wynajęcia, łóżko i biurko",
    "de": "Größere Wohnung für Familie, Straßenbahn vor der Tür",
    "da": "Værelse til leje på Ø, tæt på togstationen",
    "en": "Bikes & repairs 🚲 open daily",
}


@pytest.fixture
def worded(case: Case) -> dict[str, int]:
    found = rows.fill(case, [rows.ad(n, text) for n, text in enumerate(TEXTS.values(), 1)])
    return dict(zip(TEXTS, found, strict=True))


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("διαμερισμα", "el"),
        ("ΛΙΜΆΝΙ", "el"),
        ("теплая", "ru"),
        ("ЁЩЕ", "ru"),
        ("غرفة", "ar"),
        ("غرفه", "ar"),
        ("للايجار", "ar"),
        ("חדר", "he"),
        ("出租", "zh"),
        ("房", "zh"),
        ("家具齐全", "zh"),
        ("部屋", "ja"),
        ("ﾋﾟｱﾉ", "ja"),
        ("서울", "ko"),
        ("สถานี", "th"),
        ("ຫ້ອງ", "lo"),
        ("រថភ្លើង", "km"),
        ("အခန်း", "my"),
        ("कमरा", "hi"),
        ("அறை", "ta"),
        ("phong", "vi"),
        ("day du", "vi"),
        ("lozko", "pl"),
        ("grossere strassenbahn", "de"),
        ("vaerelse", "da"),
        ("🚲", "en"),
        ('"bikes repairs"', "en"),
        ("repa*", "en"),
    ],
)
def test_every_script(case: Case, worded: dict[str, int], typed: str, language: str) -> None:
    found = [ad for ad, _ in search.words(case, typed)]
    assert found == [worded[language]]
    shown = search_places.piece(case, worded[language], search_words.query(typed))
    assert shown is not None
    assert shown.text == TEXTS[language]


@pytest.mark.parametrize("typed", ["租出", "房家", '"room near"', "repa", "屋部", "สถานี -ห้อง"])
def test_what_no_text_says(case: Case, worded: dict[str, int], typed: str) -> None:
    assert search.words(case, typed) == []


SIGNS = st.text(st.sampled_from("東京都駅前ノ가나กขคาีab c"), min_size=1, max_size=8)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=SIGNS, part=st.tuples(st.integers(0, 6), st.integers(1, 4)))
def test_any_part_of_a_run_without_spaces_is_found(text: str, part: tuple[int, int]) -> None:
    """The truth is plain looking: a part of a run stands in the text as it was typed."""
    run = text.split(" ")[0]
    start, size = part
    typed = run[start : start + size]
    if (
        not typed
        or set(typed) & set("abc")  # words with spaces between them are found whole
        or typed[0] in "าี"
        or run[start + size :][:1] in (*("า", "ี"),)
    ):
        return
    term = search_words.term(typed)
    assert term is not None
    tokens = search_words.indexed(run).split()
    assert any(term.ends(tokens, n) for n in range(len(tokens)))


def test_places_are_those_of_the_indexed_tokens() -> None:
    for text in TEXTS.values():
        tokens, spans = search_words.places(text)
        assert tokens == search_words.indexed(text).split()
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=40))
def test_no_text_can_break_it(text: str) -> None:
    tokens, spans = search_words.places(text)
    assert tokens == search_words.indexed(text).split()
    assert len(tokens) == len(spans)


def test_the_index_holds_what_looking_through_all_texts_finds(case: Case) -> None:
    chance = random.Random(4)
    words = ["lamp", "lampe", "Tür", "ночь", "灯具", "table", "ta", "été"]
    found = rows.fill(case, [rows.ad(n, " ".join(chance.sample(words, 3))) for n in range(1, 60)])
    said = {ad: f"{ads.get(case, ad).title} {ads.get(case, ad).body}" for ad in found}
    for typed in ("lamp", "lamp*", "tur -ночь", "灯", '"table ta"', "ete lampe"):
        query = search_words.query(typed)
        truth = set()
        for ad, text in said.items():
            tokens = search_words.indexed(text).split()
            holds = [any(t.ends(tokens, n) for n in range(len(tokens))) for t in query.wanted]
            bars = [any(t.ends(tokens, n) for n in range(len(tokens))) for t in query.unwanted]
            if all(holds) and not any(bars):
                truth.add(ad)
        assert {ad for ad, _ in search.words(case, typed)} == truth
        assert truth


def test_a_capture_and_the_text_of_a_picture_are_found(case: Case) -> None:
    (ad,) = rows.fill(case, [rows.ad(1, "A green lamp", images=["a"])])
    captures.add(case, ad, 1, rows.ad(1, "A blue lantern"), b"other")
    search_index.refresh(case)
    sha256 = images.put(case, ad, 0, "a", b"drawing")
    assert sha256 is not None
    picture_texts.put(case, PictureText(sha256, "Große Auswahl"), Stamp("t", "1"))
    for typed, field in (("lantern", "capture 2 body"), ("grosse", "picture 1")):
        assert [found for found, _ in search.words(case, typed)] == [ad]
        shown = search_places.piece(case, ad, search_words.query(typed))
        assert shown is not None
        assert shown.field == field
        assert shown.further is not None
    assert [found for found, _ in search.words(case, "green lantern grosse")] == [ad]
    # a picture that is held back takes its words along
    with case.transaction():
        protected.hold_back(case, ad, 0, sha256)
        search_index.fill(case.db)
    assert search.words(case, "grosse") == []


def test_an_old_case_is_indexed_and_so_is_a_case_of_an_older_fold(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ad,) = rows.fill(case, [rows.ad(1, "Ночная лампа")])
    case.db.execute("DROP TABLE words_due")
    for trigger in ("words_of_ad", "words_of_further", "words_of_changed", "words_of_picture"):
        case.db.execute(f"DROP TRIGGER {trigger}")
    case.db.execute("DROP TABLE ads_words")
    case.db.execute("DROP TABLE words")
    case.db.execute("CREATE VIRTUAL TABLE ads_words USING fts5 (title, body)")
    case.db.execute("CREATE TRIGGER ads_words_delete AFTER DELETE ON ads BEGIN SELECT 1; END")
    with case.transaction() as db:
        next(m for m in migrations.MIGRATIONS if m.__name__ == "schema_words")(db)
    assert [found for found, _ in search.words(case, "ночная")] == [ad]
    assert search_index.refresh(case) == 0
    monkeypatch.setattr(search_words, "VERSION", "another")
    assert search_index.refresh(case) == 1
    assert search_index.refresh(case) == 0
    assert [found for found, _ in search.words(case, "ночная")] == [ad]


def test_a_piece_is_cut_round_what_was_found(case: Case) -> None:
    body = "word " * 100 + "lantern " + "tail " * 100
    (ad,) = rows.fill(case, [rows.ad(1, body)])
    shown = search_places.piece(case, ad, search_words.query("lantern"))
    assert shown is not None
    cut = shown.text[shown.start : shown.end]
    assert "lantern" in cut
    assert len(cut) <= 170
    assert cut.startswith("word")
    assert search_places.piece(case, ad, search_words.query("absent")) is None
