# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects the messages of ``app``, brings the catalogues up to date and compiles them.

Run it after changing words: ``.venv/bin/python packaging/translations.py``; then translate what
it names in ``resources/translations/*/LC_MESSAGES/faisceau.po`` and run it again. ``--check``
changes nothing and fails when a catalogue is stale, incomplete or breaks a placeholder.
"""

from __future__ import annotations

import argparse
import ast
import io
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.commands import help_words
from app.commands.root import cli

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("fr", "es")
KEYWORDS = {"_": 1, "_l": 1, "later": 1, "_ln": 2, "ngettext": 2}
"""How many words each of these takes as a message."""
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
"""One date for every run: the files differ only where words do."""

Key = str | tuple[str, str]


def messages() -> dict[Key, set[str]]:
    """Every message of the program, and the files that say it.

    Read from the syntax tree: Babel's own reader misses what stands inside an f-string. What
    ``--help`` says is asked of the commands themselves.
    """
    found: dict[Key, set[str]] = {}
    for file in sorted((ROOT / "app").rglob("*.py")):
        for key in _said(ast.parse(file.read_bytes())):
            found.setdefault(key, set()).add(file.relative_to(ROOT).as_posix())
    for words, module in help_words.messages(cli):
        found.setdefault(words, set()).add(f"{module.replace('.', '/')}.py")
    return found


def _said(tree: ast.AST) -> Iterator[Key]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    marked = [node for node in calls if isinstance(node.func, ast.Name)]
    for node in sorted(marked, key=lambda one: (one.lineno, one.col_offset)):
        wanted = KEYWORDS.get(node.func.id if isinstance(node.func, ast.Name) else "", 0)
        words = [
            argument.value
            for argument in node.args[:wanted]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if wanted and len(words) == wanted:
            yield words[0] if wanted == 1 else (words[0], words[1])


def po_file(language: str) -> Path:
    """The catalogue people edit."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "faisceau.po"


def read(language: str) -> Any:
    """The catalogue as it stands; an empty one if there is none."""
    file = po_file(language)
    if not file.exists():
        return Catalog(locale=language, project="Faisceau", fuzzy=False)
    with file.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def renewed(language: str) -> Any:
    """The catalogue with exactly the messages of the source, translations kept."""
    old = read(language)
    new = Catalog(
        locale=language,
        project="Faisceau",
        version="0.1.0",
        copyright_holder="the Faisceau authors",
        header_comment=old.header_comment,
        creation_date=STAMP,
        revision_date=STAMP,
        last_translator="the Faisceau authors",
        language_team=language,
        msgid_bugs_address="see SECURITY.md",
        fuzzy=False,
    )
    for key, files in messages().items():
        known = old.get(key)
        words = known.string if known is not None and known.id == key else None
        flags = {"fuzzy"} if known is not None and known.fuzzy else set()
        places = [(file, None) for file in sorted(files)]
        new.add(key, words or "", locations=places, flags=flags)
    return new


def compiled(catalogue: Any) -> bytes:
    """The .mo file of a catalogue; the same words always give the same bytes."""
    catalogue.creation_date = catalogue.revision_date = STAMP
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def problems(language: str) -> Iterator[str]:
    """What is wrong with a catalogue, sentence by sentence."""
    catalogue = read(language)
    source, listed = set(messages()), {message.id for message in catalogue if message.id}
    yield from (f"not in the catalogue: {key!r}" for key in source - listed)
    yield from (f"no longer in the program: {key!r}" for key in listed - source)
    if catalogue.obsolete:
        yield f"{len(catalogue.obsolete)} obsolete messages are kept"
    for message in catalogue:
        if message.id:
            yield from (f"{what}: {message.id!r}" for what in _wrong(message, catalogue))
    mo = po_file(language).with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(catalogue):
        yield f"{mo.name} is not made from {po_file(language).name}"


def _wrong(message: Any, catalogue: Any) -> Iterator[str]:
    asked = message.id if isinstance(message.id, tuple) else (message.id,)
    given = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        yield "fuzzy"
    if len(given) != (catalogue.num_plurals if len(asked) == 2 else 1):
        yield "wrong number of plural forms"
    for words in given:
        if not words:
            yield "not translated"
        elif not any(_fields(words) == _fields(one) for one in asked):
            yield "other placeholders"
        elif _frame(words) != _frame(asked[0]):
            yield "other spaces at the ends, lines or accelerators"


def _fields(words: str) -> list[tuple[str, str, str]]:
    try:
        parts = list(string.Formatter().parse(words))
    except ValueError:
        return [("", "not a format", words)]
    return sorted((name, spec or "", how or "") for _text, name, spec, how in parts if name)


def _frame(words: str) -> tuple[bool, bool, int, int]:
    ends = words[:1].isspace(), words[-1:].isspace()
    return *ends, words.count("\n"), words.count("&")


def write(language: str) -> None:
    """Bring both files of a language up to date."""
    catalogue = renewed(language)
    file = po_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalogue, width=100, omit_header=False, include_lineno=False)
    file.with_suffix(".mo").write_bytes(compiled(read(language)))


def main() -> int:
    """Update every catalogue, or only check them; 1 when anything is left to do."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--check", action="store_true", help="change nothing")
    only_check = reader.parse_args().check
    left = 0
    for language in LANGUAGES:
        if not only_check:
            write(language)
        for problem in problems(language):
            print(f"{language}: {problem}", file=sys.stderr)
            left += 1
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
