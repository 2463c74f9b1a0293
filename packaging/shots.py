# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the pictures of docs/pictures from the real program on the demo case.

With ``--into FOLDER`` it takes every view in light colours, the main ones also dark, in French
and in a right-to-left layout, to be looked at; docs/pictures keeps only those that documents use.
The clock stands still, so that a picture changes only when the program does.
Run it under a screen (``xvfb-run -a python packaging/shots.py``) or offscreen.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from camera import DOCUMENTS, ROOT, stop_the_clock
from shot_views import KEPT, PASSPHRASE, Shots

sys.path.insert(0, str(ROOT))
LOOKS: Final = (
    ("light", "en"), ("dark", "en"), ("light", "fr"), ("light", "es"), ("light", "ar-x-layout"),
)  # fmt: skip


def make_demo(home: Path) -> Path:
    """The demo case, made by the program."""
    case = home / "demo.faisceau"
    if not case.exists():
        words = [sys.executable, "-m", "app", "demo", "--no-window", "--case", str(case)]
        environment = {**os.environ, "FAISCEAU_PASSPHRASE": PASSPHRASE}
        subprocess.run(words, cwd=ROOT, env=environment, check=True)
        words = [sys.executable, "-m", "app", "import", str(case), str(broken_rows(home))]
        subprocess.run(words, cwd=ROOT, env=environment, check=False)
    return case


def broken_rows(home: Path) -> Path:
    """A table of one row that the case knows and four that cannot be read."""
    table = ROOT / "resources" / "demo" / "market-one.csv"
    head, known, *_rest = table.read_text(encoding="utf-8").splitlines()
    file = home / "market-one-late.csv"
    broken = [";" * (head.count(";") + 3), "", known.replace("M1", "M1\0", 1), known + ";;x"]
    file.write_text("\n".join([head, known, *broken, ";;;"]) + "\n", encoding="utf-8")
    return file


def one_look(case: Path, colours: str, language: str, folder: Path) -> None:
    """All pictures of one look, in this process."""
    stop_the_clock()
    with tempfile.TemporaryDirectory() as aside:
        copy = Path(shutil.copytree(case, Path(aside) / "Demo case.faisceau"))
        Shots(copy, colours, language, folder).run()


def main() -> int:
    """Take every picture; each look in a process of its own."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--home", type=Path, help="keep the demo case there for the next time")
    reader.add_argument("--look", nargs=2, metavar=("COLOURS", "LANGUAGE"))
    reader.add_argument("--into", type=Path, default=DOCUMENTS, help="every view, to this folder")
    chosen = reader.parse_args()
    folder = chosen.into.resolve()
    if chosen.look:
        colours, language = chosen.look
        one_look(chosen.home / "demo.faisceau", colours, language, folder)
        return 0
    home = chosen.home or Path(tempfile.mkdtemp(prefix="faisceau-shots-"))
    home.mkdir(parents=True, exist_ok=True)
    os.environ["FAISCEAU_HOME"] = str(home / "settings")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_demo(home)
    for colours, language in LOOKS:
        if folder == DOCUMENTS and not any(f"{colours}-{language}" in name for name in KEPT):
            continue
        words = [sys.executable, __file__, "--home", str(home), "--into", str(folder)]
        words += ["--look", colours, language]
        subprocess.run(words, check=True)
    if not chosen.home:
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
