# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the audit log that goes along: lines as hashed, or their hash alone.

A line that concerns only ads that stay behind, or that holds what redaction covers, is withheld:
its number, its hash and the hash before it go instead, so that the chain can still be followed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import islice

from app.bundles import redact
from app.bundles.contents import Contents
from indexing.store import audit, clusters
from indexing.store.ids import ad_id, cluster_id


def lines(contents: Contents) -> Iterator[str]:
    """The log up to the sealed line, a line of text each, without line ends."""
    names = None if contents.whole else _names(contents)
    for line in islice(audit.lines(contents.case), contents.sealed.count):
        document = json.loads(line)
        objects = document["objects"]
        if names is not None and objects and not names.intersection(objects):
            yield _withheld(line, document, "selection")
        elif contents.redacted and _tells(contents, document):
            yield _withheld(line, document, "redaction")
        else:
            yield line


def _names(contents: Contents) -> set[str]:
    found = {ad_id(ad) for ad in contents.ads}
    placed = clusters.current(contents.case).items()
    found |= {cluster_id(cluster) for ad, cluster in placed if ad in contents.chosen}
    return found


def _tells(contents: Contents, document: dict[str, object]) -> bool:
    spoken = [document[name] for name in ("actor", "action", "reason", "detail")]
    return bool(redact.values(spoken, contents.general) != spoken)


def _withheld(line: str, document: dict[str, object], why: str) -> str:
    digest = hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()
    stub = {"n": document["n"], "prev": document["prev"], "sha256": digest, "withheld": why}
    return json.dumps(stub, separators=(",", ":"), sort_keys=True)
