# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexing.errors import BadInputError
from indexing.suggest import codebook_checks as checks
from indexing.suggest.codebook import Codebook
from indexing.suggest.codebook_file import FOLDER, load, read
from tests.indexing.suggest import small_book
from tests.indexing.suggest.small_book import Document, entry, rule, words, write

Change = Callable[[Document], Any]


def refusal(folder: Path, document: Document) -> tuple[str, str]:
    with pytest.raises(BadInputError) as caught:
        load(write(folder, document))
    assert caught.value.code == "codebook_refused"
    return str(caught.value.place), str(caught.value.detail["demand"])


def first(book: Document) -> Document:
    found: Document = book["indicators"][0]
    return found


def lexicon(book: Document) -> Document:
    found: Document = book["rules"][0]
    return found


def pattern(book: Document) -> Document:
    found: Document = book["rules"][1]
    return found


def test_a_small_book_is_read_whole(tmp_path: Path) -> None:
    file = write(tmp_path, small_book.book())
    book = load(file)
    assert book.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert book.indicators["FEE-01"].definition["fr"].endswith("(fr)")
    assert book.parameters["hours"].default == 12.0
    assert book.protocols["urgent"].steps[0]["en"] == "Ask a colleague."
    assert book.excluded["X-01"].what["en"] == "Origin"
    assert len(book.rules) == 4
    assert read(file.read_bytes()) == book


def test_the_draft_still_opens_without_its_rules() -> None:
    book = load(FOLDER / "thb-som-core-0.1.0.yaml")
    assert (book.version, len(book.indicators), book.rules) == ("0.1.0", 65, ())
    assert book.indicators["MIN-01"].protocols == ("possible_minor",)


@pytest.mark.parametrize(
    ("demand", "change"),
    [
        ("minItems", lambda book: first(book).update(sources=[])),
        ("required", lambda book: first(book).pop("sources")),
        ("required", lambda book: first(book).pop("false_positives")),
        ("required", lambda book: first(book).pop("definition")),
        ("anyOf", lambda book: first(book).update(false_positives="")),
        ("anyOf", lambda book: first(book)["false_positives"].update(fr=" ")),
        ("innocent_reading", lambda book: first(book)["false_positives"].update(fr="- .")),
        ("language_missing", lambda book: first(book)["false_positives"].pop("fr")),
        ("language_missing", lambda book: first(book).update(false_positives="A key deposit.")),
        ("language_missing", lambda book: first(book)["label"].pop("en")),
        ("language_missing", lambda book: first(book)["evidence"]["note"].pop("fr")),
        ("language_missing", lambda book: first(book).update(safeguards=[{"en": "Ask."}])),
        ("language_missing", lambda book: lexicon(book)["explain"].pop("fr")),
        ("language_missing", lambda book: book["groups"][0]["label"].pop("fr")),
        ("language_missing", lambda book: book["codebook"]["title"].pop("fr")),
        ("language_missing", lambda book: book["parameters"][0]["label"].pop("fr")),
        ("language_missing", lambda book: book["protocols"]["urgent"]["steps"][0].pop("fr")),
        ("unique_id", lambda book: book["indicators"].append(entry("FEE-01"))),
        ("unique_id", lambda book: book["rules"].append(rule("lexicon"))),
        ("known_group", lambda book: first(book).update(group="XXX")),
        ("known_source", lambda book: first(book)["sources"][0].update(ref="GONE")),
        ("known_source", lambda book: book["parameters"][0]["source"].update(ref="GONE")),
        ("known_indicator", lambda book: lexicon(book).update(indicator="ZZZ-99")),
        ("known_indicator", lambda book: first(book).update(replaced_by="ZZZ-99")),
        ("known_protocol", lambda book: first(book).update(protocols=["gone"])),
        ("known_protocol", lambda book: lexicon(book).update(protocol="gone")),
        (
            "known_parameter",
            lambda book: pattern(book).update(compare={"op": ">=", "param": "gone"}),
        ),
        ("known_value", lambda book: pattern(book).update(value="gone")),
        (
            "known_value",
            lambda book: (
                pattern(book).pop("value"),
                pattern(book).update(compare={"op": ">", "value": 1}),
            ),
        ),
        ("readable_pattern", lambda book: pattern(book).update(pattern=r"(unclosed")),
        ("quick_pattern", lambda book: pattern(book).update(pattern=r"(?P<n>(a+)+)$")),
        ("known_placeholder", lambda book: lexicon(book)["explain"].update(en="{ads} ads")),
        (
            "known_placeholder",
            lambda book: lexicon(book)["explain"].update(en="{words.__class__}"),
        ),
        ("known_placeholder", lambda book: lexicon(book)["explain"].update(en="{words!r}")),
        ("known_placeholder", lambda book: lexicon(book)["explain"].update(en="{words")),
        ("const", lambda book: book["codebook"].update(format="other/2")),
        ("additionalProperties", lambda book: book.update(score=1)),
        ("additionalProperties", lambda book: first(book).update(weight=3)),
        ("additionalProperties", lambda book: lexicon(book).update(score=3)),
        ("additionalProperties", lambda book: lexicon(book)["all_of"][0].update(none="x")),
        ("required", lambda book: lexicon(book).pop("all_of")),
        ("enum", lambda book: book["rules"][2].update(entity_types=["language"])),
        ("anyOf", lambda book: book["rules"][2].pop("steps_any")),
        ("enum", lambda book: book["rules"][3].update(statistic="count_of_anything")),
        ("quoted_words", lambda book: first(book)["suggest"].update(default=True)),
        ("quoted_words", lambda book: first(book)["label"].update({False: "Norsk"})),
        ("quoted_words", lambda book: book["rules"][3].update(threshold=float("nan"))),
        ("required", lambda book: book.update(indicators=[])),
        ("extends_needed", lambda book: book.update(switch={"FEE-01": "off"})),
    ],
)
def test_what_cannot_be_checked_is_refused(tmp_path: Path, demand: str, change: Change) -> None:
    document = small_book.book()
    load(write(tmp_path, document))  # as it is, it is accepted
    change(document)
    place, found = refusal(tmp_path, document)
    assert found == demand
    assert place


@pytest.mark.parametrize(
    "change",
    [
        lambda book: first(book).update(label=words("Nationality of the person")),
        lambda book: first(book)["label"].update(fr="Origine ethnique"),
        lambda book: first(book).update(label=words("Tattoos in a photo")),
        lambda book: first(book).update(label=words("Risk score of the ad")),
        lambda book: first(book).update(label=words("Face recognition")),
        lambda book: lexicon(book)["all_of"][0]["any_of"].append("Romanian"),
        lambda book: lexicon(book)["all_of"][0]["any_of"].append("mujer colombiana"),
        lambda book: lexicon(book)["all_of"][0]["any_of"].append("roma*"),
        lambda book: lexicon(book)["all_of"][0]["any_of"].append("ROUMAINE"),
        lambda book: lexicon(book).update(none_of=["musulmane"]),
        lambda book: lexicon(book)["all_of"][0]["any_of"].append("tatouages"),
        lambda book: pattern(book).update(pattern=r"(?P<n>nigerian)s?"),
        lambda book: pattern(book).update(pattern=r"(?P<n>n[i]ger[i]an)"),
        lambda book: pattern(book).update(pattern=r"(?P<n>[12][0-9]) (?:years|ans)"),
        lambda book: pattern(book).update(none_of_context=["asian"]),
        lambda book: book["excluded"][0].update(indicators=["FEE-01"]),
    ],
)
def test_excluded_classes_are_refused(tmp_path: Path, change: Change) -> None:
    document = small_book.book()
    change(document)
    assert refusal(tmp_path, document)[1] == "not_excluded"


def test_places_and_plain_words_are_no_trait(tmp_path: Path) -> None:
    document = small_book.book()
    terms = ["Argentina", "pakistan", "slavery", "raison", "marina", "polic*", "passport*", "turno"]
    lexicon(document)["all_of"][0]["any_of"] = terms
    assert load(write(tmp_path, document)).rules


def test_files_that_are_no_codebook(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"a: [1, 2\n\xff")
    deep = tmp_path / "deep.yaml"
    deep.write_bytes(b"[" * 900_000 + b"]" * 900_000)  # ends the process where it is built
    laughs = tmp_path / "laughs.yaml"
    laughs.write_text("a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n", encoding="utf-8")
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a" * 5_000_000)
    codes = []
    for file in (tmp_path / "absent.yaml", broken, deep, laughs, large):
        with pytest.raises(BadInputError) as caught:
            load(file)
        codes.append(caught.value.code)
    assert codes == ["file_missing", *["codebook_broken"] * 3, "codebook_too_large"]


@pytest.mark.parametrize("text", ["[]", "word", "12", "codebook: 3", "codebook: []", "{}"])
def test_other_documents_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match="codebook_refused"):
        load(file)


def own_file() -> Document:
    """A unit's own codebook in one language, with plain texts."""
    added = entry(
        "FEE-90",
        label="Frais locaux",
        definition="Des frais locaux.",
        evidence={"grade": "E4", "note": "Note du service."},
        false_positives="Une caution de clé.",
    )
    return {
        "codebook": {
            "id": "unit-a",
            "version": "1.0.0",
            "format": "ths-codebook/1",
            "languages": ["fr"],
            "title": "Liste du service",
            "extends": "small@1.0.0",
        },
        "switch": {"FEE-01": "off", "R-FEE-01-regex": "off"},
        "indicators": [added],
        "rules": [rule("lexicon", id="R-FEE-90-fr", indicator="FEE-90", lang="fr", explain="Là.")],
    }


def extended(folder: Path, document: Document) -> Codebook:
    base = write(folder, small_book.book(), "base.yaml").read_bytes()
    known = {("small", "1.0.0"): base}
    return load(write(folder, document), find=lambda name, version: known.get((name, version)))


def test_a_unit_adds_and_switches(tmp_path: Path) -> None:
    book = extended(tmp_path, own_file())
    assert (book.id, book.extends) == ("unit-a", "small@1.0.0")
    assert not book.indicators["FEE-01"].suggested
    assert book.indicators["FEE-01"].definition["en"] == "A fee is asked from the worker."
    assert book.indicators["FEE-90"].label == {"fr": "Frais locaux"}
    assert "R-FEE-01-regex" not in {one["id"] for one in book.rules}
    assert [one["id"] for one in book.running()] == ["R-FEE-90-fr"]
    assert set(book.excluded) == {"X-01"}


@pytest.mark.parametrize(
    ("demand", "change"),
    [
        ("own_id", lambda book: book["indicators"].append(entry("FEE-01") | {"label": "X y z"})),
        ("own_id", lambda book: book["rules"].append(rule("lexicon") | {"explain": "Là."})),
        ("own_id", lambda book: book["codebook"].update(id="small")),
        ("known_codebook", lambda book: book["codebook"].update(extends="small@9.0.0")),
        ("known_entry", lambda book: book["switch"].update({"FEE-77": "on"})),
        ("not_contradicted", lambda book: book["switch"].update({"MOV-01": "on"})),
        ("enum", lambda book: book["switch"].update({"FEE-01": "maybe"})),
        ("quoted_words", lambda book: book["switch"].update({"FEE-01": False})),
        ("not_excluded", lambda book: book["indicators"][0].update(label="Nationalité")),
    ],
)
def test_what_a_unit_may_not_do(tmp_path: Path, demand: str, change: Change) -> None:
    document = own_file()
    change(document)
    with pytest.raises(BadInputError) as caught:
        extended(tmp_path, document)
    assert caught.value.detail["demand"] == demand


def test_no_word_of_a_codebook_moves_a_terminal() -> None:
    told = checks.plain({"label": {"en": "A \x1b[2Jfee\x07 \u202eis\u2066 asked\x9b\n\tnow"}})
    assert told == {"label": {"en": "A [2Jfee is asked\n\tnow"}}
