# SPDX-License-Identifier: GPL-3.0-or-later
"""One entry for people: sets Faisceau up and starts it. Needs nothing but Python itself.

python3 packaging/start.py demo     set up, make the demo case, open the window
python3 packaging/start.py test     set up, run the tests
python3 packaging/start.py setup    only set up
python3 packaging/start.py check    lint, types, import rules and tests
python3 packaging/start.py run -- ARGS    the command line: run -- new my.faisceau ...
python3 packaging/start.py shots | bench | faults    pictures, measurements, long fault tests
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
FAISCEAU = BIN / ("faisceau.exe" if os.name == "nt" else "faisceau")
STAMP = VENV / "faisceau-installed"
OLDEST, NEWEST = (3, 11), (3, 13)
NEEDED_GB = 6
QT_LIBRARIES = (
    "apt-get install --no-install-recommends libgl1 libegl1 libxkbcommon0 libfontconfig1 "
    "libglib2.0-0 libdbus-1-3 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 "
    "libxkbcommon-x11-0 libwayland-client0 libwayland-cursor0"
)
VERBS = ("setup", "demo", "test", "check", "run", "shots", "bench", "faults")


def say(text: str) -> None:
    """Tell the person what happens now."""
    print(text, file=sys.stderr, flush=True)


def stop(text: str) -> None:
    """End with a message that says what to do."""
    say("\n" + text)
    sys.exit(3)


def check_python() -> None:
    """Refuse a Python that the locked packages do not support."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        stop(
            f"Faisceau needs Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}; this is "
            f"{sys.version.split()[0]}. Start this script with another one, e.g. python3.11."
        )


def installed_state() -> str:
    """What is installed when nothing has to be done."""
    digest = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return f"{digest.hexdigest()} {sys.version_info[0]}.{sys.version_info[1]} {ROOT}"


def make_environment() -> None:
    """Create the virtual environment, anew when it does not work or belongs elsewhere."""
    if PYTHON.exists():
        works = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False)
        if works.returncode == 0:
            return
        say("The environment in .venv does not work here; it is made anew.")
        shutil.rmtree(VENV, ignore_errors=True)
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < NEEDED_GB:
        stop(f"Only {free:.1f} GB free on this disk; set-up needs about {NEEDED_GB} GB.")
    say("Making the environment in .venv ...")
    try:
        venv.create(VENV, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(
            f"The environment could not be made ({error}).\nOn Debian or Ubuntu: apt-get install "
            "python3-venv, then start again."
        )


def pip_install(requirements: Path) -> list[str]:
    """The pip command that installs a list of packages, each by its hash."""
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    command += ["--progress-bar", "off", "--disable-pip-version-check"]
    return [*command, "-r", str(requirements)]


def install_locked() -> None:
    """Install the locked packages by hash.

    On Linux torch is a step of its own: the registry's file there needs gigabytes of CUDA, so
    only its processor-only build is taken, and without that one the model runs on onnxruntime.
    """
    if not sys.platform.startswith("linux"):
        install_list(LOCK)
        return
    text = LOCK.read_text(encoding="utf-8")
    entry = re.search(r"^torch==(\S+) .*\n((?:    --hash=.*\n)+)", text, re.MULTILINE)
    if entry is None:
        install_list(LOCK)
        return
    others, torch = VENV / "requirements.txt", VENV / "torch.txt"
    others.write_text(text.replace(entry[0], ""), encoding="utf-8")
    first = entry[2].split()[0]  # the hash of the processor-only build stands first
    torch.write_text(f"torch=={entry[1]}+cpu {first}\n", encoding="utf-8")
    install_list(others)
    say("  torch, processor-only build ...")
    done = subprocess.run(pip_install(torch), capture_output=True, check=False)
    if done.returncode:
        say("  it is not to be had here: the language model runs on onnxruntime instead")


def install_list(requirements: Path) -> None:
    """Install a list of packages, telling how far it is; ends the program when it fails."""
    total = sum("==" in line for line in requirements.read_text(encoding="utf-8").splitlines())
    say(f"Installing about {total} packages, checked by hash; this takes some minutes once.")
    tail: list[str] = []
    seen, began, spoken = 0, time.monotonic(), 0.0
    with subprocess.Popen(
        pip_install(requirements),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as pip:
        for line in pip.stdout or ():
            tail = [*tail[-20:], line.rstrip()]
            seen += line.startswith(("Collecting", "Requirement already", "Ignoring"))
            now = time.monotonic()
            if line.startswith("Installing collected"):
                say("  fetched; now unpacking (a minute or two) ...")
                spoken = float("inf")
            elif now - spoken > 5:
                spoken = now
                say(f"  {min(seen, total)} of {total} packages, {now - began:.0f} s")
    if pip.returncode:
        stop(
            "\n".join(tail)
            + "\n\nThe packages could not be installed; the lines above say why. With no network, "
            "bring a folder of wheels and set PIP_FIND_LINKS and PIP_NO_INDEX=1. Then start again: "
            "what is done is kept."
        )


def install_program() -> None:
    """Put the command ``faisceau`` into the environment."""
    command = [str(PYTHON), "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation"]
    command += ["--disable-pip-version-check", "-e", str(ROOT)]
    done = subprocess.run(command, check=False)
    if done.returncode or not FAISCEAU.exists():
        stop("The program itself could not be installed; the lines above say why.")


def build_model() -> None:
    """Build the embedding model once; without it everything but search by meaning works."""
    done = subprocess.run([PYTHON, ROOT / "packaging" / "models.py"], check=False)
    if done.returncode:
        say("The language model could not be built: related meaning stays off, all else works.")


def check_qt_libraries() -> None:
    """On Linux, name the system libraries that Qt lacks and the command that brings them."""
    if not sys.platform.startswith("linux"):
        return
    probe = (
        "import PySide6,subprocess,pathlib as p;"
        "q=p.Path(PySide6.__file__).parent;"
        "f=[*q.glob('Qt/plugins/platforms/libq*.so'),q/'QtWidgets.abi3.so',q/'QtGui.abi3.so'];"
        "print(subprocess.run(['ldd',*map(str,f)],capture_output=True,text=True).stdout)"
    )
    done = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False)
    lines = [line.split()[0] for line in done.stdout.splitlines() if "not found" in line]
    missing = sorted({name for name in lines if not name.startswith("libQt6")})
    if missing:
        say(f"The window needs system libraries that are missing: {', '.join(missing)}")
        say(f"On Debian or Ubuntu, as root:\n  {QT_LIBRARIES}")


def setup() -> None:
    """Everything that has to be there before the program runs; seconds when it already is."""
    check_python()
    if not (
        STAMP.exists()
        and STAMP.read_text(encoding="utf-8") == installed_state()
        and FAISCEAU.exists()
    ):
        make_environment()
        install_locked()
        install_program()
        STAMP.write_text(installed_state(), encoding="utf-8")
        check_qt_libraries()
    build_model()


def run(*command: object) -> int:
    """Run a command of the environment at the root and return its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode


def tests(*arguments: str) -> int:
    """Run the tests, without a screen where there is none."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    spread = ("-n", "auto", "--dist", "loadfile")
    return run(PYTHON, "-m", "pytest", *spread, "-m", "not slow", *arguments)


def check() -> int:
    """Lint, types, import rules and tests: all of them, then the worst exit code."""
    os.environ["MYPYPATH"] = "packaging"  # its scripts import each other from where they lie
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the tests start the program often
    codes = [
        run(PYTHON, "-m", "ruff", "check", "."),
        run(PYTHON, "-m", "ruff", "format", "--check", "."),
        run(PYTHON, "-m", "mypy", "app", "indexing", "tests"),
        run(PYTHON, "-m", "mypy", "packaging"),
        run(BIN / "lint-imports"),
        tests(),
    ]
    return max(codes)


def main() -> int:
    """Do what the first word says."""
    verb, *rest = sys.argv[1:] or [""]
    if verb not in VERBS:
        say((__doc__ or "").partition("\n\n")[2])
        return 2
    setup()
    rest = rest[1:] if rest[:1] == ["--"] else rest
    if verb == "setup":
        say(f"Ready: {FAISCEAU.relative_to(ROOT)}")
        return 0
    if verb == "bench":
        return run(PYTHON, "-m", "app", "bench", *rest)
    if verb in ("demo", "run"):
        words = rest if verb == "run" else [verb, *rest]
        # the working folder stays the person's own, so that relative paths mean what they typed
        return subprocess.run([str(FAISCEAU), *words], check=False).returncode
    if verb == "test":
        return tests(*rest)
    if verb == "faults":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return run(PYTHON, "-m", "pytest", "-m", "slow", "tests", *rest)
    if verb == "shots":
        return run(PYTHON, ROOT / "packaging" / "shots.py", *rest)
    return check()


if __name__ == "__main__":
    sys.exit(main())
