# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands for the program as a child process: tells progress and answers, touches nothing."""

from __future__ import annotations

import json
import signal
import sys
import time

ANSWERS: dict[str, object] = {
    "preview": {
        "format": "csv", "encoding": "utf-8", "columns": ["titre", "texte", "<b>x</b>"],
        "profile": {
            "fields": {"title": ["titre"], "body": ["texte"]},
            "reasons": {"title": {"code": "column_name", "detail": {}}},
        },
        "rows": [{"title": "Packers", "body": "Call 06 39 98 01 42", "images": ["a.jpg"]}],
        "rejects": [{"place": "row 3", "code": "columns", "message": "Too many columns."}],
    },
    "import": {"sources": [{"added": 6, "known": 1, "rejected": 0, "rejects": []}]},
    "index": {"ads": 6, "clusters": 2, "links": 5},
}  # fmt: skip


def search() -> int:
    """Stands for the search child: two hits for each question, or what the question's words say."""
    key = sys.stdin.readline().strip()
    if not key:
        return 1
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["value"] == "die":
            return 1
        value = f"{asked['mode']} {asked['value']} {asked['only']}".strip()
        value += " (own)" if asked["only"] and asked["only_own"] else ""
        hits = [
            [n, f"<b>{value}</b>", f"Ad {n}", "a.example", "2026-01-02", "fr", n] for n in (2, 3)
        ]
        hits = [] if asked["value"] in ("nothing", "bad") else hits
        error = "Broken." if asked["value"] == "bad" else ""
        remedy = "Mend it." if error else ""
        answer = {"id": asked["id"], "hits": hits, "notes": ["Not all."], "error": error}
        sys.stdout.write(json.dumps(answer | {"remedy": remedy}) + "\n")
        sys.stdout.flush()
    return 0


def main() -> int:
    name = sys.argv[1]
    if name == "search":
        return search()
    if "deaf" in sys.argv:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    key = sys.stdin.readline().strip() if "--key-stdin" in sys.argv else ""
    for done in (0, 50, 100):
        sys.stderr.write(json.dumps({"stage": name, "done": done, "total": 100}) + "\n")
        sys.stderr.flush()
    if "slow" in sys.argv:
        time.sleep(60)
    if "fail" in sys.argv:
        error = {"code": "file_missing", "message": "No file.", "remedy": "Choose another."}
        sys.stdout.write(json.dumps({"error": error}))
        return 3
    answer = dict(ANSWERS.get(name) or {})  # type: ignore[call-overload]
    sys.stdout.write(json.dumps(answer | {"key": key, "argv": sys.argv[1:]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
