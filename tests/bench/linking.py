# SPDX-License-Identifier: GPL-3.0-or-later
"""Near-duplicate texts of the demo corpus against datasketch's LSH, as ratios within one run.

Run: python3 packaging/start.py bench
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.triage.truth import pairwise_agreement
from indexing.cluster.components import Components
from indexing.fingerprint.text_signature import signature
from indexing.importers.registry import open_source
from indexing.link.near_text import near_text_pairs
from indexing.normalise import fold, letters
from indexing.options import LinkOptions
from indexing.records import AdRecord

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
ROUNDS = 3
PERMUTATIONS = 128
LSH_THRESHOLD = 0.5
"""The setting of char-5-gram LSH that did best on short noisy ads."""
HELD_BY_TEXT = {"repost", "text"}


def corpus() -> dict[str, str]:
    """Texts of the demo by source id."""
    texts = {}
    for name in ("market-one.csv", "work-board.jsonl", "ride-share.xlsx"):
        for row in open_source(DEMO / name).records():
            if isinstance(row, AdRecord):
                texts[row.source_id] = f"{row.title}\n{row.body}"
    return texts


def ours(texts: Sequence[str]) -> list[list[int]]:
    """Groups by this program's text tier."""
    found = [signature("", text) for text in texts]
    groups = Components(range(len(texts)))
    shingles, counts = [one.shingles for one in found], [one.count for one in found]
    for a, b, _reason in near_text_pairs(shingles, counts, LinkOptions()):
        groups.join(a, b)
    return groups.groups()


def datasketch(texts: Sequence[str]) -> list[list[int]]:
    """Groups by MinHash LSH over character 5-grams of the same folded letters."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=LSH_THRESHOLD, num_perm=PERMUTATIONS)
    groups = Components(range(len(texts)))
    for number, text in enumerate(texts):
        plain = letters(fold(text).text)
        grams = {plain[at : at + 5].encode() for at in range(max(1, len(plain) - 4))}
        (signed,) = MinHash.bulk([grams], num_perm=PERMUTATIONS)
        for other in lsh.query(signed):
            groups.join(int(other), number)
        lsh.insert(number, signed)
    return groups.groups()


def measured(
    run: Callable[[Sequence[str]], list[list[int]]], texts: dict[str, str]
) -> dict[str, float]:
    """Median CPU seconds of some rounds, and agreement with the groups that texts hold."""
    truth_file = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))
    held = {name for name, one in truth_file["groups"].items() if one["held_by"] in HELD_BY_TEXT}
    truth = {
        name: one["group"]
        for name, one in truth_file["ads"].items()
        if one["group"] is None or one["group"] in held
    }
    seconds, groups = [], []
    for _ in range(ROUNDS):
        began = time.process_time()
        groups = run(list(texts.values()))
        seconds.append(time.process_time() - began)
    names = list(texts)
    found = {names[item]: number for number, members in enumerate(groups) for item in members}
    agreement = pairwise_agreement({name: found[name] for name in truth}, truth)
    both = agreement.precision + agreement.recall
    return {
        "cpu_seconds": round(statistics.median(seconds), 3),
        "precision": round(agreement.precision, 4),
        "recall": round(agreement.recall, 4),
        "f1": round(2 * agreement.precision * agreement.recall / both if both else 0.0, 4),
    }


def main() -> None:
    """Print the table as one JSON document."""
    texts = corpus()
    mine, other = measured(ours, texts), measured(datasketch, texts)
    document = {
        "texts": len(texts),
        "faisceau": mine,
        "datasketch_c5": other,
        "speed_ratio": round(other["cpu_seconds"] / mine["cpu_seconds"], 2),
        "f1_difference": round(mine["f1"] - other["f1"], 4),
    }
    sys.stdout.write(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
