# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls the parsers of the program with changed inputs for so long and writes what came of it.

``python packaging/fuzz.py --parser all --seconds 3600 --into /tmp/fuzz.json``: so many seconds of
processor for each parser. Sittings add up in that file; inputs and findings lie in the folder of
its name. With the package ``atheris`` in
``PYTHONPATH`` the search is guided. ``--stop FILE`` ends it as soon as the file is there.
``--in-all 3600`` counts what earlier sittings did as well: the parser that had least goes on next,
until each had so much. ``tests/faults/fuzzed.json`` holds what was done so far: begin with a copy.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> int:
    """Run the sittings side by side and print the sums; 1 where there is any finding."""
    from tests.faults.fuzz_parsers import PARSERS
    from tests.faults.fuzz_sittings import Run

    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--parser", default="all", help=f"all, or names of: {', '.join(PARSERS)}")
    words.add_argument("--seconds", type=float, default=60)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--into", type=Path, required=True)
    words.add_argument("--at-once", type=int, default=1, help="So many parsers side by side.")
    words.add_argument("--stop", type=Path)
    words.add_argument("--in-all", type=float, default=0, help="So many seconds, earlier ones too.")
    asked = words.parse_args()
    names = list(PARSERS) if asked.parser == "all" else asked.parser.split(",")
    run = Run(asked.into, asked.stop)
    with ThreadPoolExecutor(asked.at_once) as pool:
        if asked.in_all:
            each = [pool.submit(run.up_to, names, asked.in_all) for _ in range(asked.at_once)]
        else:
            each = [pool.submit(run.sitting, x, asked.seconds, asked.seed) for x in names]
        for sitting in each:
            sitting.result()
    for name in names:
        state = run.states[name]
        sys.stdout.write(
            f"{name:15} {state.wall:8.0f} s wall {state.cpu:8.0f} s CPU {state.inputs:9} inputs "
            f"{state.kept:6} kept {state.died:4} died {state.findings or ''}\n"
        )
    return 1 if any(run.states[name].findings for name in names) else 0


if __name__ == "__main__":
    sys.exit(main())
