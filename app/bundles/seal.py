# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands around the payload: BagIt tag files, and the seal over all of it.

Stock tools miss a few kinds of tampering (an added file, a cut line end); the seal holds the hash
of the tag manifest's very bytes and the number of files, and is signed itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from string import Template

from app import paths
from app.bundles import layout, sshsig
from app.bundles.contents import Contents, app_version
from app.bundles.layout import Member, Written
from indexing.store import audit

_RESOURCES = paths.RESOURCES / "bundle"


def principal(case_id: str) -> str:
    """Who signs, as ``ssh-keygen -I`` wants to know."""
    return f"case-{case_id}"


def tag_members(contents: Contents, payload: Sequence[Written]) -> list[Member]:
    """The tag files that the tag manifest covers."""
    key = audit.public_key(contents.case)
    who = principal(contents.case.header.case_id)
    allowed = sshsig.allowed_line(key, who, layout.NAMESPACE)
    words = {"principal": who, "fingerprint": sshsig.fingerprint(key)}
    template = Template((_RESOURCES / "VERIFY.txt").read_text(encoding="utf-8"))
    texts = {
        layout.DECLARATION: layout.DECLARED,
        layout.INFO: _info(contents, payload),
        layout.MANIFEST: manifest(payload),
        layout.SIGNERS: allowed + "\n",
        layout.PUBLIC_KEY: sshsig.public_line(key, who) + "\n",
        layout.INSTRUCTIONS: template.substitute(words),
    }
    members = [layout.of_bytes(path, text.encode()) for path, text in texts.items()]
    verifier = (_RESOURCES / layout.VERIFIER).read_bytes()
    return [*members, layout.of_bytes(layout.VERIFIER, verifier)]


def manifest(files: Sequence[Written]) -> str:
    """Hashes and paths, as ``sha256sum`` writes them."""
    return "".join(f"{one.sha256}  {one.path}\n" for one in sorted(files, key=lambda one: one.path))


def sealing_members(
    contents: Contents, payload: Sequence[Written], tags: Sequence[Written]
) -> list[Member]:
    """Tag manifest, seal and signature: each covers what comes before."""
    tag_manifest = manifest(tags).encode()
    sealed = _seal(contents, payload, tag_manifest)
    signature = sshsig.sign(audit.signing_key(contents.case), sealed, layout.NAMESPACE)
    return [
        layout.of_bytes(layout.TAG_MANIFEST, tag_manifest),
        layout.of_bytes(layout.SEAL, sealed),
        layout.of_bytes(layout.SIGNATURE, signature),
    ]


def _seal(contents: Contents, payload: Sequence[Written], tag_manifest: bytes) -> bytes:
    previous = contents.previous
    document = {
        "format": layout.SEAL_FORMAT,
        "program": f"faisceau {app_version()}",
        "case_id": contents.case.header.case_id,
        "made_at": contents.at,
        "signer": contents.case.header.public_key,
        "redacted": contents.redacted,
        "items": len(contents.ads),
        "files": len(payload) + len(layout.TAG_FILES) + len(layout.SEALING),
        "payload_bytes": sum(one.size for one in payload),
        "tagmanifest_sha256": hashlib.sha256(tag_manifest).hexdigest(),
        "audit": {"format": audit.SEAL_FORMAT, **asdict(contents.sealed)},
        "previous_seal": None
        if previous is None
        else {"format": audit.SEAL_FORMAT, **asdict(previous)},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _info(contents: Contents, payload: Sequence[Written]) -> str:
    case = contents.case
    size = sum(one.size for one in payload)
    lines = {
        "Source-Organization": contents.text(case.meta.responsible),
        "External-Identifier": case.header.case_id,
        "External-Description": contents.text(case.meta.purpose),
        "Legal-Basis": contents.text(case.meta.legal_basis),
        "Retain-Until": case.meta.retain_until,
        "Redacted": "yes" if contents.redacted else "no",
        "Bagging-Date": contents.at[:10],
        "Bag-Software-Agent": f"faisceau {app_version()}",
        "Payload-Oxum": f"{size}.{len(payload)}",
    }
    # a line end inside a value would begin a line of its own
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in lines.items())
