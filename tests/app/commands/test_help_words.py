# SPDX-License-Identifier: GPL-3.0-or-later
"""``--help`` and what is said of a wrong call come in the language of everything else."""

from __future__ import annotations

import ast
from pathlib import Path

import click
import pytest

from app import i18n
from app.__main__ import main
from app.commands import click_words, help_words
from app.commands.root import COMMANDS, cli


@pytest.fixture(autouse=True)
def language_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")  # and as it was, at the end


def said(monkeypatch: pytest.MonkeyPatch, language: str, *words: str) -> int:
    monkeypatch.setenv("FAISCEAU_LANGUAGE", language)
    return main(list(words))


def test_help_in_each_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, (usage, options, shown, of_tag, of_note) in {
        "en": ("Usage:", "Options:", "Show this message", "Set an indicator", "What was seen"),
        "fr": ("Usage\u202f:", "Options:", "Montrer ce message", "Poser un", "Ce qui a été vu"),
        "es": ("Uso:", "Opciones:", "Mostrar este mensaje", "Poner un", "Qué se vio"),
    }.items():
        assert said(monkeypatch, language, "tag", "--help") == 0
        told = capsys.readouterr().out
        assert told.startswith(f"{usage} faisceau tag [OPTIONS]")
        for words in (options, shown, of_tag, of_note):
            assert words in told, (language, words)
        assert "TARGET" in told  # the name of an argument is that of the line above


def test_groups_and_lists_of_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(monkeypatch, "es", "codebook", "upgrade", "--help") == 0
    assert "fijar el caso a este" in " ".join(capsys.readouterr().out.split())
    assert said(monkeypatch, "es", "codebook", "--help") == 0
    assert "Enumerar los indicadores del libro" in capsys.readouterr().out
    assert said(monkeypatch, "fr", "--help") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "verify Vérifier qu’un paquet est ce qui a été scellé, à l’octet près" in told
    assert "..." not in told.replace("[ARGS]...", "")  # nothing is cut


def test_a_wrong_call_is_told_in_the_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {
        ("ads", "--never"): "Il n’y a pas d’option '--never'.",
        ("never",): "Il n’y a pas de commande 'never'.",
        ("import",): "Il manque l’argument 'CASE'.",
        ("ads", "--filter"): "L’option '--filter' demande un argument.",
        ("index", "a", "--engine", "b"): "Valeur non valable pour '--engine'\u202f: 'b' n’est pas",
    }
    for words, told in wrong.items():
        assert said(monkeypatch, "fr", *words) == 2
        assert told in capsys.readouterr().err
    assert said(monkeypatch, "en", "never") == 2
    assert "No such command 'never'." in capsys.readouterr().err


def test_the_command_that_runs_is_the_one_that_was_written() -> None:
    i18n.set_language("fr")
    context = click.Context(cli)
    for name in COMMANDS:
        told = cli.get_command(context, name)
        assert told is not None
        assert told.callback is not None
        assert told.name == name
    again = help_words.in_words(help_words.in_words(cli))
    assert again.help is not None
    assert again.help.startswith("Trouve les répétitions")
    assert cli.help is not None
    assert cli.help.startswith("Finds repeats")


def test_click_still_says_these_words() -> None:
    found = {
        tuple(one.value for one in node.args if isinstance(one, ast.Constant))
        for file in Path(click.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    for words in click_words.WORDS:
        assert (words if isinstance(words, tuple) else (words,)) in found
