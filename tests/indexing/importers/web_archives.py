# SPDX-License-Identifier: GPL-3.0-or-later
"""Small web archives, written by warcio as crawlers write them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
HTML = "text/html; charset=utf-8"


def page(
    title: str, body: str = "A quiet room near the tram, with a desk.", more: str = ""
) -> bytes:
    text = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{body}</p>{more}"
    return f"{text}</body></html>".encode()


class Recorder:
    """Writes records one after another."""

    def __init__(self, path: Path, *, packed: bool | None = None) -> None:
        self._file = path.open("wb")
        self._writer: Any = WARCWriter(
            self._file, gzip=path.name.endswith(".gz") if packed is None else packed
        )
        # its own buffers lie in temporary files that it never closes
        self._writer._create_temp_file = io.BytesIO
        self.ids: list[str] = []

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(
        self,
        uri: str,
        body: bytes,
        kind: str = HTML,
        *,
        status: str = "200 OK",
        headers: tuple[tuple[str, str], ...] = (),
        warc: dict[str, str] | None = None,
        record: str = "response",
    ) -> None:
        http = None
        if record != "resource":
            http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
        made = self._writer.create_warc_record(
            uri,
            record,
            payload=io.BytesIO(body),
            http_headers=http,
            warc_content_type=kind if record == "resource" else "",
            warc_headers_dict=dict(warc or {}),
        )
        self._writer.write_record(made)
        self.ids.append(made.rec_headers.get_header("WARC-Record-ID").strip("<>"))

    def revisit(self, uri: str, digest: str, when: str, kind: str = HTML) -> None:
        http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        made = self._writer.create_revisit_record(
            uri, digest, uri, "2024-01-01T00:00:00Z", http_headers=http,
            warc_headers_dict={"WARC-Date": when},
        )  # fmt: skip
        self._writer.write_record(made)


def small(path: Path, pages: int = 3) -> Path:
    """Pages with a picture each."""
    with Recorder(path) as warc:
        for n in range(pages):
            picture = f"<img src='/p/{n}.png'>"
            warc.add(f"https://example.org/{n}", page(f"Room {n}", more=picture))
            warc.add(f"https://example.org/p/{n}.png", PICTURE + bytes([n]), "image/png")
    return path


def wacz(path: Path, warc: Path, *, changed: str = "", signed: str = "") -> Path:
    """A WACZ around a WARC; ``changed`` names a file whose stated hash is wrong."""
    listed = {"id": "1", "url": "https://example.org/0", "ts": "2024-01-01T00:00:00Z"}
    lines = [{"format": "json-pages-1.0", "id": "pages"}, {**listed, "title": "L", "text": "Said"}]
    files = {
        f"archive/{warc.name}": warc.read_bytes(),
        "pages/pages.jsonl": b"".join(json.dumps(line).encode() + b"\n" for line in lines),
    }
    resources = [
        {
            "path": name,
            "hash": "sha256:" + ("0" * 64 if name == changed else hashlib.sha256(data).hexdigest()),
            "bytes": len(data),
        }
        for name, data in files.items()
    ]
    package = json.dumps({"profile": "data-package", "resources": resources}).encode()
    right = hashlib.sha256(package).hexdigest()
    stated = f"sha256:{right if signed in ('', 'right') else signed}"
    proof: dict[str, Any] = {"path": "datapackage.json", "hash": stated}
    if signed:
        proof["signedData"] = {"hash": stated, "software": "example"}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", package)
        archive.writestr("datapackage-digest.json", json.dumps(proof))
        for name, data in files.items():
            archive.writestr(name, data)
    return path
