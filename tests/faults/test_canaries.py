# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that a person brings or types can be read in any file that the program leaves.

Everything runs in processes of its own, with a home, cache and temporary folder of its own; some
are killed or cancelled half-way.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from tests.faults import canaries
from tests.faults.canaries import word

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = f"{word('pass')} quiet herons"
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app import bootstrap
from app.triage.doors import CaseDoors
from app.views.main_window import MainWindow
running = bootstrap.application()
window = MainWindow(CaseDoors())
window.show()
window.open_path(Path(sys.argv[1]), sys.argv[2])
view = window.case_view
seen = []
def look():
    view.show_page(("decide", "ads", "overview", "ads")[len(seen) // 8 % 4])
    seen.append(view.detail.ad)
    if view.pages.current == "decide":
        view.pages.page("decide").pictures.open_next()
    view.detail.tabs.setCurrentIndex(len(seen) % view.detail.tabs.count())
    if view.detail.ad is not None and view.detail.ad.images:
        view.detail.pictures.open_next()
timer = QTimer()
timer.timeout.connect(look)
timer.start(150)
QTimer.singleShot(6000, window.close)
QTimer.singleShot(8000, running.quit)
running.exec()
sys.exit(0 if any(seen) else 3)
"""


class Person:
    """One person's computer: home, cache, temporary folder, a case, and the program."""

    def __init__(self, folder: Path, *, model: bool) -> None:
        self.home, self.temp = folder / "home", folder / "temp"
        self.case = folder / "one.faisceau"
        for one in (self.home, self.temp):
            one.mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": str(self.home),
            "TMPDIR": str(self.temp),
            "FAISCEAU_HOME": str(self.home / "faisceau"),
            "FAISCEAU_PASSPHRASE": PASSPHRASE,
            "FAISCEAU_LANGUAGE": "en",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if not model:
            self.environment["FAISCEAU_MODELS"] = str(folder / "none")

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """Start a command and let it run."""
        return self.python("-m", "app", *words)

    def python(self, *words: object) -> subprocess.Popen[bytes]:
        """Start Python."""
        return subprocess.Popen(
            [sys.executable, *map(str, words)],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: object) -> bytes:
        """Run a command to its end; returns its standard output."""
        process = self.start(*words)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, (words, err[-500:])
        return out

    def new(self) -> str:
        """Make the case; returns its recovery key."""
        about = ("--purpose", word("purpose"), "--legal-basis", word("basis"))
        who = ("--responsible", word("who"), "--retain-until", "2090-01-01")
        made = json.loads(self.run("new", self.case, *about, *who, "--json"))
        return str(made["recovery_key"])

    def interrupted(self, sign: signal.Signals, seconds: float, *words: object) -> None:
        """Start a command and stop it before its end."""
        with self.start(*words) as process:
            time.sleep(seconds)
            process.send_signal(sign)
            process.communicate(timeout=60)


def everything(person: Person, source: Path, *, rounds: int) -> list[str]:
    """The whole road with kills and cancels; returns what could be read after each step."""
    pictures = source.parent / "pictures"
    recovery_key = person.new()
    wanted = canaries.needles(pictures, "quiet herons", recovery_key, recovery_key.replace("-", ""))
    folders = [person.case, person.home, person.temp]
    found: list[str] = []
    for n in range(rounds):
        kill = (signal.SIGKILL, 0.7 + 0.4 * n)
        person.interrupted(*kill, "import", person.case, source, "--images", pictures)
        found += canaries.leaks(folders, wanted)
    person.run("import", person.case, source, "--images", pictures, "--json")
    for n in range(rounds):
        person.interrupted(signal.SIGKILL, 1.0 + 0.5 * n, "index", person.case)
        found += canaries.leaks(folders, wanted)
    person.run("index", person.case, "--json")
    person.run("search", person.case, word("body", 3), "--jsonl")
    person.run("search", person.case, "--phone", canaries.PHONES[2], "--jsonl")
    person.run("tag", person.case, "A1", "JOB-01", "--note", word("note"))
    person.run("decide", person.case, "A1", "A2", "same", "--note", word("why"))
    person.run("ads", person.case, "--jsonl", "--unmask", word("reason"))
    out = person.temp / "out"
    out.mkdir()
    for n in range(rounds):
        person.interrupted(signal.SIGTERM, 0.8 + 0.4 * n, "bundle", person.case, out / f"b{n}")
        assert not [x for x in out.iterdir() if x.name.startswith(".")]
        for done in out.iterdir():  # one that was quicker than the cancel is meant to be read
            for file in sorted(done.rglob("*"), reverse=True):
                file.rmdir() if file.is_dir() else file.unlink()
            done.rmdir()
    with person.python("-c", WINDOW, person.case, PASSPHRASE) as window:
        _out, err = window.communicate(timeout=60)
    assert window.returncode == 0, err[-500:]
    return found + canaries.leaks(folders, wanted)


def test_the_search_finds_what_is_planted(tmp_path: Path) -> None:
    source = canaries.write_source(tmp_path / "in")
    wanted = canaries.needles(source.parent / "pictures")
    (tmp_path / "out").mkdir()
    for n, data in enumerate(
        (
            word("body").encode(),
            word("body").lower().encode("utf-16-le"),
            b"ab" + word("body").encode().hex().encode(),
            *(base64.b64encode(bytes(n) + word("body").encode()) for n in range(3)),
            b"junk" + zlib.compress(b"text " * 50 + word("note").encode()),
            canaries.PHONES[7].replace(" ", "").encode(),
            next((source.parent / "pictures").iterdir()).read_bytes(),
        )
    ):
        (tmp_path / "out" / f"{n}").write_bytes(data)
    assert len(canaries.leaks([tmp_path / "out"], wanted)) == 9


@pytest.mark.window
def test_nothing_planted_can_be_read(tmp_path: Path) -> None:
    person = Person(tmp_path, model=False)
    source = canaries.write_source(tmp_path / "in", filler=500)
    assert everything(person, source, rounds=1) == []


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.window
def test_nothing_planted_can_be_read_with_the_model_and_many_kills(tmp_path: Path) -> None:
    person = Person(tmp_path, model=True)
    source = canaries.write_source(tmp_path / "in", 200, filler=3000)
    assert everything(person, source, rounds=4) == []
