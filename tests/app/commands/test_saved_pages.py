# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved pages through the command line: rows, pictures by their hashes, what was not found."""

from __future__ import annotations

import base64
import email.policy
import hashlib
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from indexing.benchmark.drawn import drawn
from tests.app.commands.driving import new_case, run

URL = "https://shop.example.org/ad/1"
TEXT = "Grey sofa with two seats, hardly used, to be fetched in the evening. Call 202-555-0101."


def picture(seed: int) -> bytes:
    stream = BytesIO()
    drawn(seed, 160, 120).save(stream, "PNG")
    return stream.getvalue()


def page(first: str, second: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><!-- saved from url=(0029){URL} --><head>'
        '<meta charset="utf-8"><title>Grey sofa | Shop</title></head><body><nav>Home</nav><main>'
        f'<h1>Grey sofa</h1><p>{TEXT}</p><a href="https://wa.me/12025550102">write</a>'
        f'<img src="{first}"><img src="{second}"><img src="/gone.png"></main></body></html>'
    )


def complete(folder: Path) -> Path:
    """A page with its folder of files, as browsers save it."""
    (folder / "Sofa_files").mkdir()
    (folder / "Sofa_files" / "one.png").write_bytes(picture(1))
    within = "data:image/png;base64," + base64.b64encode(picture(2)).decode()
    path = folder / "Sofa.html"
    path.write_text(page("./Sofa_files/one.png", within), encoding="utf-8")
    return path


def message(folder: Path) -> Path:
    """The same page as one message, named as Hunchly names its pages."""
    whole = EmailMessage(policy=email.policy.SMTP)
    whole["Snapshot-Content-Location"] = URL
    whole["Date"] = "Sat, 21 Nov 2026 17:04:05 -0000"
    whole.set_content(page("one.png", "cid:two@mhtml.blink"), subtype="html")
    whole.add_related(picture(1), "image", "png")
    list(whole.iter_parts())[-1]["Content-Location"] = "https://shop.example.org/ad/one.png"
    whole.add_related(picture(2), "image", "png", cid="<two@mhtml.blink>")
    path = folder / "104233.mhtml"
    path.write_bytes(whole.as_bytes())
    return path


@pytest.mark.parametrize("made", [complete, message])
def test_page_with_its_pictures_end_to_end(tmp_path: Path, made: Callable[[Path], Path]) -> None:
    case = tmp_path / "case.faisceau"
    new_case(case)
    path = made(tmp_path)
    (source,) = run("import", case, path, "--json").json()["sources"]
    assert source["format"] == path.suffix[1:]
    assert source["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (source["read"], source["added"], source["rejected"]) == (1, 1, 0)
    assert source["images"] == {"found": 2, "missing": 1, "rejected": 0}
    (ad,) = run("ads", case, "--jsonl", "--unmask", "test").rows()
    assert (ad["url"], ad["title"], ad["place"]) == (URL, "Grey sofa", f"page {path.name}")
    assert ad["body"] == f"Grey sofa\n{TEXT}\nwrite"
    assert ad["contacts"] == ["https://wa.me/12025550102"]
    assert ad["source_id"] == ("104233" if path.suffix == ".mhtml" else "")
    digests = [image["sha256"] for image in ad["images"]]
    assert digests == [hashlib.sha256(picture(n)).hexdigest() for n in (1, 2)] + [None]


def test_empty_page_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text("<!doctype html><html><body></body></html>")
    new_case(tmp_path / "case.faisceau")
    error = run("import", tmp_path / "case.faisceau", path, "--json").error()
    assert error["code"] == "page_empty"
    assert "empty.html" in error["message"]
