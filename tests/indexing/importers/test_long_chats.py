# SPDX-License-Identifier: GPL-3.0-or-later
"""Chats of 100,000 messages: as much memory as for 20,000, and five times the work, not more."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers import test_telegram_html, test_telegram_json

SMALL, LARGE = 20_000, 100_000
A_PAGE = 1_000
"""Messages that Telegram puts on a page of its HTML export."""


def text(number: int) -> str:
    return f"Lesson {number}, guitar or piano, near the tram. 06 39 98 {number % 97:02} 11"


def telegram_json(folder: Path, count: int) -> Path:
    path = folder / "result.json"
    with path.open("w", encoding="utf-8") as file:
        file.write('{"name": "Rooms", "type": "public_channel", "id": 16, "messages": [\n')
        for n in range(count):
            told = {"photo": f"photos/photo_{n}.jpg"} if n % 5 == 0 else {}
            message = test_telegram_json.message(n + 1, text(n), **told)
            file.write((",\n" if n else "") + json.dumps(message))
        file.write("]}")
    return path


def telegram_html(folder: Path, count: int) -> Path:
    for number in range(count // A_PAGE):
        name = f"messages{number + 1 if number else ''}.html"
        first = number * A_PAGE
        page = (
            test_telegram_html.message(str(n + 1), text(n), sender="Ana" if n % 3 else "")
            for n in range(first, first + A_PAGE)
        )
        test_telegram_html.written(folder, *page, name=name)
    return folder / "messages.html"


def whatsapp(folder: Path, count: int) -> Path:
    path = folder / "chat.txt"
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            day, minute = 1 + n // 4_000 % 28, n % 60
            more = "\nsecond line\nthird line" if n % 7 == 0 else ""
            photo = f" IMG-{n}.jpg (file attached)" if n % 11 == 0 else ""
            file.write(f"{day:02}/04/2024, 10:{minute:02} - Ana {n % 50}: {text(n)}{photo}{more}\n")
    return path


def read(path: Path, count: int) -> float:
    """CPU seconds that it takes to read every message."""
    began, found = time.process_time(), 0
    for item in open_source(path).records():
        assert isinstance(item, AdRecord), item
        found += 1
    assert found == count
    return time.process_time() - began


def most_memory(path: Path, count: int) -> int:
    tracemalloc.start()
    try:
        read(path, count)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("write", [telegram_json, telegram_html, whatsapp])
def test_a_long_chat_takes_its_length(tmp_path: Path, write: Callable[[Path, int], Path]) -> None:
    paths = {}
    for count in (SMALL, LARGE):
        (tmp_path / str(count)).mkdir()
        paths[count] = write(tmp_path / str(count), count)
    seconds = {count: read(path, count) for count, path in paths.items()}
    memory = {count: most_memory(path, count) for count, path in paths.items()}
    print(write.__name__, seconds, memory)  # noqa: T201
    assert seconds[LARGE] < 8 * seconds[SMALL]
    assert memory[LARGE] < memory[SMALL] * 1.3 + 5_000_000
