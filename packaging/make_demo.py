# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the synthetic demo corpus: ``python packaging/make_demo.py [--out DIR] [--pictures DIR]``.

With ``--pictures`` no picture is drawn; checksums are taken from the pictures in that folder, so
that the text files come out the same whatever the installed picture encoder.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from demo_corpus.advertisers import BOARD, MARKET, RIDE
from demo_corpus.plan import build
from demo_corpus.sources import (
    number_ads,
    write_csv,
    write_jsonl,
    write_pictures,
    write_truth,
    write_xlsx,
)

_SHIPPED = Path(__file__).resolve().parent.parent / "resources" / "demo"


def main(arguments: list[str]) -> int:
    """Write the corpus into a folder."""
    parser = argparse.ArgumentParser(description="make the synthetic demo corpus")
    parser.add_argument("--out", type=Path, default=_SHIPPED)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args(arguments)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    sites = number_ads(build())
    pictures: Path = options.pictures or out
    drawn = 0 if options.pictures else write_pictures(out, sites)
    write_csv(out / "market-one.csv", sites[MARKET])
    write_jsonl(out / "work-board.jsonl", sites[BOARD], pictures)
    write_xlsx(out / "ride-share.xlsx", sites[RIDE])
    write_truth(out / "truth.json", sites)
    total = sum(map(len, sites.values()))
    print(f"{total} ads, {drawn} pictures drawn, in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
