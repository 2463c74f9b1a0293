# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/handbook*.md from resources/handbook, with the keys as the window binds them.

``--check`` only says whether they agree (exit 1 when they do not).
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FILES: Final = {"en": "handbook.md", "fr": "handbook.fr.md", "es": "handbook.es.md"}


def written(code: str) -> str:
    """The whole handbook of a language, as it stands in docs."""
    from app import i18n
    from app.triage import handbook
    from app.views.handbook import all_keys
    from app.views.shortcuts import key_words

    i18n.set_language(code)
    chapters = handbook.chapters(key_words(), all_keys(), code)
    parts = [f"## {chapter.title}\n\n{chapter.text}\n" for chapter in chapters]
    text = "\n".join([f"# {handbook.title(code)}\n", *parts])
    i18n.set_language("en")
    return text.replace("](", "](pictures/")


def main() -> int:
    """Write or check every language."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ["FAISCEAU_HOME"] = home  # the default keys, not those of the person here
        stale = []
        for code, name in FILES.items():
            file, text = ROOT / "docs" / name, written(code)
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                stale.append(name)
                if "--check" not in sys.argv:
                    file.write_text(text, encoding="utf-8")
    if stale:
        sys.stdout.write(" ".join(stale) + "\n")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
