# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches the real program under strace and lists every socket it makes (Linux only).

python3 packaging/verify_offline.py            demo, commands, window offscreen and under Xvfb
python3 packaging/verify_offline.py --quick    the commands on a few ads, without the model

Exit code 1 when any internet socket was asked for, 2 when it cannot be watched here. A script
that does connect is watched first: a detector that cannot see it proves nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
PASSPHRASE = "watched for sockets"  # noqa: S105 - of invented data
NOTHING_SEEN, SEEN, CANNOT = 0, 1, 2
# a continuous-integration machine or a careful shell may silence what a person's machine does not
SILENCERS = re.compile(r"(?:^|_)CI$|TELEMETRY|DO_NOT_TRACK|OFFLINE|^GITHUB_|^TF_BUILD$")
CONTROL = (
    "import socket; s = socket.socket(); s.settimeout(0.2); s.connect_ex(('127.0.0.1', 9));"
    "u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)"
)
ADS = "id,title,description,phone,photos\n" + "".join(
    f"{n},Garden help {n},Hedges cut and lawns tidied by friendly people {n // 2},"
    f"06 39 98 00 {n:02},photo.png\n"
    for n in range(12)
)
_INTERNET = re.compile(r"AF_INET6?\b")
_FAMILY = re.compile(r"\bsocket(?:pair)?\((?:AF|PF)_(\w+)")
_PEER = re.compile(r'sun_path=(@?"[^"]*")')


@dataclass(slots=True)
class Seen:
    """What one watched run did."""

    internet: list[str] = field(default_factory=list)
    families: Counter[str] = field(default_factory=Counter)
    peers: Counter[str] = field(default_factory=Counter)
    exit_code: int = 0


def read_trace(text: str) -> Seen:
    """The sockets in what strace wrote."""
    seen = Seen()
    for line in text.splitlines():
        if _INTERNET.search(line):
            seen.internet.append(line.strip())
        seen.families.update(_FAMILY.findall(line))
        seen.peers.update(_PEER.findall(line))
    return seen


def watch(words: Sequence[object], environment: dict[str, str], folder: Path) -> Seen:
    """Run a command and its children under strace."""
    trace = folder / "trace.txt"
    calls = "trace=socket,socketpair,connect,bind,sendto,sendmsg,sendmmsg"
    head: list[object] = ["strace", "-f", "-qq", "-e", calls, "-e", "signal=none", "-o", trace]
    ran = subprocess.run(
        [str(word) for word in [*head, *words]],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    seen = read_trace(trace.read_text("utf-8", "replace") if trace.exists() else "")
    seen.exit_code = ran.returncode
    if ran.returncode:
        sys.stderr.write(ran.stderr.decode("utf-8", "replace")[-2000:])
    trace.unlink(missing_ok=True)
    return seen


def own_environment(folder: Path) -> dict[str, str]:
    """The environment of a person who set nothing, with a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not SILENCERS.search(name)}
    home = folder / "person"
    home.mkdir(exist_ok=True)
    return {
        **{name: value for name, value in kept.items() if not name.startswith("XDG_")},
        "HOME": str(home),
        "FAISCEAU_HOME": str(home / "faisceau"),
        "FAISCEAU_PASSPHRASE": PASSPHRASE,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def drive(case: Path, seconds: float) -> int:
    """Open the window on a case, walk through clusters and pages for a while, close it."""
    sys.path.insert(0, str(ROOT))
    from PySide6.QtCore import QTimer

    from app import bootstrap
    from app.triage.doors import CaseDoors
    from app.views.main_window import MainWindow

    running = bootstrap.application()
    window = MainWindow(CaseDoors())
    window.show()
    window.open_path(case, PASSPHRASE)
    view = window.case_view
    walked = seen = 0

    def walk() -> None:
        nonlocal walked, seen
        walked += 1
        view.clusters.list.go(walked)
        view.detail.tabs.setCurrentIndex(walked % view.detail.tabs.count())
        view.show_page(view.page_keys()[walked // 4 % len(view.page_keys())])
        seen += view.detail.ad is not None
        if view.detail.ad is not None and view.detail.ad.images:
            view.detail.pictures.open_next()

    timer = QTimer()
    timer.timeout.connect(walk)
    timer.start(200)
    QTimer.singleShot(int(seconds * 1000), window.close)
    QTimer.singleShot(int(seconds * 1000) + 3000, running.quit)
    running.exec()
    return 0 if seen else 3


class Watcher:
    """Watches one thing after another and tells what each did."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = own_environment(folder)
        self.good = True

    def step(self, name: str, words: Sequence[object], **variables: str) -> None:
        """Watch one command and tell."""
        seen = watch(words, {**self.environment, **variables}, self.folder)
        families = ", ".join(f"{kind} {n}" for kind, n in sorted(seen.families.items())) or "none"
        print(f"{name}: exit {seen.exit_code}, sockets: {families}", flush=True)
        for peer, n in sorted(seen.peers.items()):
            print(f"    local peer {peer} ({n})")
        for line in seen.internet:
            print(f"    INTERNET {line}")
        self.good = self.good and not seen.internet and seen.exit_code == 0

    def faisceau(self, name: str, *words: object) -> None:
        """Watch one command of the program."""
        self.step(name, [sys.executable, "-m", "app", *words])

    def commands(self, case: Path) -> None:
        """New, import, index, look, bundle, verify."""
        source = self.folder / "ads.csv"
        source.write_text(ADS, encoding="utf-8")
        picture = Image.linear_gradient("L").resize((400, 300))
        ImageDraw.Draw(picture).text((40, 40), "202-555-0143", 255, ImageFont.load_default(40))
        picture.save(self.folder / "photo.png")
        about = ("--purpose", "Watched", "--legal-basis", "Invented", "--responsible", "Script")
        self.faisceau("new", "new", case, *about, "--retain-until", "2090-01-01")
        self.faisceau("import", "import", case, source, "--json")
        self.faisceau("index", "index", case, "--workers", "2", "--read-pictures", "--json")
        self.faisceau("ads", "ads", case, "--jsonl")
        self.faisceau("search", "search", case, "garden", "--jsonl")
        self.faisceau("tag", "tag", case, "A1", "JOB-01", "--status", "accepted")
        self.faisceau("check", "check", case)
        bundle = self.folder / "bundle"
        self.faisceau("bundle", "bundle", case, bundle, "--json")
        self.faisceau("verify", "verify", bundle, "--json")

    def window(self, case: Path, seconds: float) -> None:
        """The window offscreen, and under a virtual screen where there is one."""
        words = [sys.executable, __file__, "--drive", case, "--seconds", seconds]
        self.step("window offscreen", words, QT_QPA_PLATFORM="offscreen")
        if shutil.which("Xvfb") is None:
            print("window on a screen: left out, Xvfb is not installed")
            return
        with subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as screen:
            number = screen.stdout.readline().decode().strip() if screen.stdout else ""
            try:
                self.step("window on a screen", words, DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb")
            finally:
                screen.terminate()


def detector_sees(folder: Path) -> bool:
    """Does a script that does make internet sockets show?"""
    try:
        seen = watch([sys.executable, "-c", CONTROL], dict(os.environ), folder)
    except OSError:
        return False
    return any("AF_INET," in line for line in seen.internet) and any(
        "AF_INET6" in line for line in seen.internet
    )


def verify(folder: Path, *, quick: bool, seconds: float) -> int:
    """Watch everything; returns the exit code."""
    if not detector_sees(folder):
        print("strace cannot watch here (not installed, or not allowed): nothing is proven")
        return CANNOT
    print("control: a script that connects is seen")
    watcher = Watcher(folder)
    case = folder / "watched.faisceau"
    if quick:
        watcher.environment["FAISCEAU_MODELS"] = str(folder / "none")
    watcher.commands(case)
    if not quick:
        watcher.faisceau("doctor", "doctor", "--json")
        demo = folder / "demo.faisceau"
        watcher.faisceau("demo", "demo", "--no-window", "--json", "--case", demo)
        watcher.window(demo, seconds)
    print("no internet socket was asked for" if watcher.good else "FAILED")
    return NOTHING_SEEN if watcher.good else SEEN


def main() -> int:
    """The command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="only the commands, on a few ads")
    reader.add_argument("--seconds", type=float, default=8.0, help="how long the window is driven")
    reader.add_argument("--drive", type=Path, help=argparse.SUPPRESS)
    chosen = reader.parse_args()
    if chosen.drive:
        return drive(chosen.drive, chosen.seconds)
    with tempfile.TemporaryDirectory(prefix="faisceau-offline-") as folder:
        return verify(Path(folder), quick=chosen.quick, seconds=chosen.seconds)


if __name__ == "__main__":
    sys.exit(main())
