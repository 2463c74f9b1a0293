# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of the files of a bundle, and what one file of it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SEAL = "seal.json"
SIGNATURE = "seal.json.sig"
SIGNERS = "allowed_signers"
PUBLIC_KEY = "signer.pub"
INSTRUCTIONS = "VERIFY.txt"
VERIFIER = "verify.py"
TAG_FILES = (DECLARATION, INFO, MANIFEST, SIGNERS, PUBLIC_KEY, INSTRUCTIONS, VERIFIER)
"""Everything beside the payload that the tag manifest covers."""
SEALING = (TAG_MANIFEST, SEAL, SIGNATURE)
"""What covers the rest, each the one before."""

DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
"""The text of the declaration; it is the same in every bundle."""

PAYLOAD = "data/"
ITEMS = "data/items.jsonl"
ITEMS_TABLE = "data/items.csv"
CLUSTERS = "data/clusters.jsonl"
LINKS = "data/links.jsonl"
TAGS = "data/tags.jsonl"
JUDGEMENTS = "data/judgements.jsonl"
READINGS = "data/readings.jsonl"
AUDIT = "data/audit.jsonl"
METHOD = "data/method.json"
REPORT = "data/report.html"
REDACTIONS = "data/redactions.csv"
ORIGINALS = "data/originals/"

SEAL_FORMAT = "faisceau-bundle-seal/1"
NAMESPACE = "faisceau-bundle@faisceau"
ENCRYPTED = ".tar.age"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the bundle; ``chunks`` gives its bytes, the same ones each time it is called."""

    path: str
    chunks: Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the bundle as it was written."""

    path: str
    size: int
    sha256: str


def of_bytes(path: str, data: bytes) -> Member:
    """A file whose bytes are at hand."""
    return Member(path, lambda: (data,))


def measure(member: Member) -> Written:
    """Size and hash of a file, without writing it."""
    digest, size = hashlib.sha256(), 0
    for chunk in member.chunks():
        digest.update(chunk)
        size += len(chunk)
    return Written(member.path, size, digest.hexdigest())
