# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message of the program is in every catalogue, whole, and the .mo files say the same."""

from __future__ import annotations

import gettext
import importlib.util
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from app import i18n, paths
from app.messages.places import told_place
from app.views.shortcuts import menus

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = [code for code in i18n.LANGUAGES if code != "en"]
PLURALS = {"fr": {0: 0, 1: 0, 2: 1, 17: 1}, "es": {0: 1, 1: 0, 2: 1, 17: 1}}


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("maker", ROOT / "packaging" / "translations.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def catalogue(language: str) -> gettext.GNUTranslations:
    with (paths.TRANSLATIONS / language / "LC_MESSAGES" / "faisceau.mo").open("rb") as stream:
        return gettext.GNUTranslations(stream)


def test_every_language_offered_has_a_catalogue(maker: ModuleType) -> None:
    assert sorted(maker.LANGUAGES) == sorted(TRANSLATED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_complete_and_current(maker: ModuleType, language: str) -> None:
    # Mend with: .venv/bin/python packaging/translations.py, then translate what it names.
    assert list(maker.problems(language)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_file_says_what_the_catalogue_says(maker: ModuleType, language: str) -> None:
    spoken = catalogue(language)
    for message in maker.read(language):
        if isinstance(message.id, tuple):
            for n, form in PLURALS[language].items():
                assert spoken.ngettext(message.id[0], message.id[1], n) == message.string[form]
        elif message.id:
            assert spoken.gettext(message.id) == message.string


@pytest.mark.parametrize("language", TRANSLATED)
def test_compiling_twice_gives_the_same_bytes(maker: ModuleType, language: str) -> None:
    assert maker.compiled(maker.read(language)) == maker.compiled(maker.read(language))


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_two_menus_share_an_accelerator(language: str) -> None:
    i18n.set_language(language)
    letters = Counter(words[words.index("&") + 1].casefold() for words in menus().values())
    assert max(letters.values()) == 1


def test_french_has_no_space_that_breaks_a_line_before_a_mark(maker: ModuleType) -> None:
    for message in maker.read("fr"):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for words in forms if message.id else ():
            assert not any(mark in words for mark in (" ;", " !", " ?", " »", "« ", " %")), words
            assert " : " not in words, words
            assert "'" not in words, words


def _without_fields(words: str) -> str:
    return re.sub(r"\{[^{}]*\}", "", words)


def test_spanish_opens_what_it_closes(maker: ModuleType) -> None:
    for message in maker.read("es"):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for words in (_without_fields(one) for one in forms if message.id):
            assert words.count("?") == words.count("¿"), words
            assert words.count("!") == words.count("¡"), words


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "12,345.68"), ("fr", "12\u202f345,68"), ("es", "12\u00a0345,68")],
)
def test_numbers_as_the_language_writes_them(language: str, written: str) -> None:
    i18n.set_language(language)
    assert i18n.number(12345.678, 2) == written
    assert i18n.number(999) == "999"


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("row 12", "ligne 12"),
        ("item 3", "entrée 3"),
        ("sheet Mars row 4 row 12", "feuille Mars row 4, ligne 12"),
        ("groups/0/label", "groups/0/label"),
    ],
)
def test_places_are_told_in_the_language(place: str, told: str) -> None:
    i18n.set_language("fr")
    assert told_place(place) == told


def test_messages_inside_other_strings_are_found(maker: ModuleType) -> None:
    source = "def f(n: int) -> str:\n    return f\"<p>{_('one')}</p>\" + ngettext('a', 'b', n)\n"
    assert list(maker._said(maker.ast.parse(source))) == ["one", ("a", "b")]


@pytest.mark.parametrize(
    ("asked", "given", "wrong"),
    [
        ("{n} of {total}", "{n} sur {total}", False),
        ("{n} of {total}", "{n} sur {totale}", True),
        ("{n:,}", "{n}", True),
        ("{n}", "{n", True),
        ("&Case", "Dossier", True),
        ("fields: ", "champs :", True),
    ],
)
def test_broken_translations_are_noticed(
    maker: ModuleType, asked: str, given: str, wrong: bool
) -> None:
    book = maker.Catalog(locale="fr")
    assert bool(list(maker._wrong(book.add(asked, given), book))) is wrong
