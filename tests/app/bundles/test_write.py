# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a bundle, where it may be written, and what is left when writing fails."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from app.bundles import layout, sinks, tables
from app.bundles.layout import Member, Written
from app.bundles.write import BundleChoices, write_bundle
from app.triage.documents import ad_document
from indexing.errors import BadInputError, RefusedError
from indexing.progress import run
from indexing.store import ads, audit
from indexing.store.case import Case, create
from tests.app.bundles.conftest import CHEAP, META, PASSPHRASE, PICTURES, bundled, fill, record
from tests.app.bundles.verdicts import accepted


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_items_are_the_documents_of_the_case(case: Case, bundle: Path) -> None:
    expected = [ad_document(case, row, clear=True) for row in ads.iterate(case)]
    assert lines(bundle / layout.ITEMS) == json.loads(json.dumps(expected))


def test_what_people_said_goes_along(bundle: Path) -> None:
    assert [one["decision"] for one in lines(bundle / layout.JUDGEMENTS)] == ["same"]
    assert [one["indicator"] for one in lines(bundle / layout.TAGS)] == ["TPC-01", None]
    assert len(lines(bundle / layout.LINKS)) == 2
    assert [one["size"] for one in lines(bundle / layout.CLUSTERS)] == [3, 1]


def test_pictures_go_along_byte_by_byte(bundle: Path) -> None:
    found = sorted((bundle / layout.ORIGINALS / "A1").iterdir())
    assert [file.read_bytes() for file in found] == list(PICTURES)
    assert [file.suffix for file in found] == [".png", ".jpg", ".bin"]
    digests = [hashlib.sha256(data).hexdigest()[:12] for data in PICTURES]
    assert [file.stem for file in found] == [f"{n}-{digest}" for n, digest in enumerate(digests)]


def test_the_same_case_gives_the_same_bytes(case: Case, bundle: Path, tmp_path: Path) -> None:
    again = bundled(case, tmp_path / "again").path
    for name in (layout.ITEMS, layout.ITEMS_TABLE, layout.CLUSTERS, layout.LINKS, layout.TAGS):
        assert (again / name).read_bytes() == (bundle / name).read_bytes()


def test_a_second_bundle_follows_on_from_the_first(
    case: Case, bundle: Path, tmp_path: Path
) -> None:
    again = bundled(case, tmp_path / "again").path
    first = json.loads((bundle / layout.SEAL).read_text())
    second = json.loads((again / layout.SEAL).read_text())
    assert second["previous_seal"] == first["audit"]
    assert accepted(again) == (True, True)


def test_the_disclosure_is_logged_and_goes_along(case: Case, bundle: Path) -> None:
    last = json.loads(list(audit.lines(case))[-1])
    assert (last["act"], last["action"], last["count"]) == ("disclosure", "bundle_written", 4)
    assert lines(bundle / layout.AUDIT)[-1] == last
    assert audit.verify(case) == []


def test_words_searched_for_do_not_get_into_the_log(case: Case, tmp_path: Path) -> None:
    bundled(case, tmp_path / "some", expression='"06 39 98 12 34"')
    assert "39 98" not in "".join(audit.lines(case))


def test_a_selection_leaves_the_rest_behind(case: Case, tmp_path: Path) -> None:
    for expression in ("cluster:C2", "C2", "A4", "ad:A4"):
        out = bundled(case, tmp_path / expression.replace(":", "-"), expression=expression).path
        assert accepted(out) == (True, True)
        assert [one["ad"] for one in lines(out / layout.ITEMS)] == ["A4"]
        assert lines(out / layout.LINKS) == lines(out / layout.JUDGEMENTS) == []
        assert lines(out / layout.TAGS) == []
        assert not (out / layout.ORIGINALS).exists()


def test_a_template_leaves_only_with_every_ad_that_it_may_quote(case: Case, tmp_path: Path) -> None:
    whole = lines(bundled(case, tmp_path / "whole").path / layout.CLUSTERS)
    assert "Quiet room" in whole[0]["template"]["text"]
    part = lines(bundled(case, tmp_path / "part", expression="A1").path / layout.CLUSTERS)
    assert [(one["size"], one["size_in_case"]) for one in part] == [(1, 3)]
    assert part[0]["template"] is None


def test_lines_of_the_log_about_other_ads_are_withheld(case: Case, tmp_path: Path) -> None:
    with case.transaction():
        audit.record(case, audit.Act.CONSULTATION, "looked", objects=["A1"], reason="a reason")
    out = bundled(case, tmp_path / "some", expression="A4").path
    text = (out / layout.AUDIT).read_text()
    assert "a reason" not in text
    assert '"withheld":"selection"' in text
    assert accepted(out) == (True, True)


def test_a_bundle_without_pictures_is_valid(tmp_path: Path) -> None:
    made, _ = create(tmp_path / "two.faisceau", passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    with made:
        fill(made, pictures=0)
        out = bundled(made, tmp_path / "out").path
    assert accepted(out) == (True, True)
    assert not (out / layout.ORIGINALS).exists()


def test_a_table_holds_no_cell_that_a_spreadsheet_runs(bundle: Path) -> None:
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\0x", "＝1", "plain", "", "'x"]
    written = b"".join(tables.table(["a"], [[cell] for cell in cells])).decode()
    read = [row[0] for row in csv.reader(written.splitlines(keepends=True))][1:]
    assert read == [f"'{cell}" for cell in cells[:9]] + cells[9:]
    with (bundle / layout.ITEMS_TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["price_text"] for row in rows] == ["'=20+20"] * 4
    assert all(not cell.startswith(tables.TRIGGERS) for row in rows for cell in row.values())


def test_the_report_runs_and_fetches_nothing(bundle: Path) -> None:
    page = (bundle / layout.REPORT).read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    for word in (
        "<script",
        "<img",
        "<link",
        "<iframe",
        "<a ",
        "<b>",
        "url(",
        "@import",
        "onerror=",
    ):
        assert word not in page
    assert "A reason to look closer" in page or "reason to look closer" in page


def test_what_is_there_is_never_written_over(case: Case, bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for out in (bundle, tmp_path / "file", tmp_path / "folder", tmp_path / "dangling"):
        with pytest.raises(BadInputError, match="bundle_exists"):
            bundled(case, out)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"expression": "word-that-is-nowhere"}, "bundle_empty"),
        ({"expression": "cluster:C99"}, "bundle_empty"),
        ({"expression": "cluster:x"}, "id_unknown"),
        ({"recipient": "age1nonsense"}, "recipient_wrong"),
    ],
)
def test_what_cannot_be_done_is_told(
    case: Case, tmp_path: Path, choices: dict[str, object], code: str
) -> None:
    before = list(audit.lines(case))
    with pytest.raises(BadInputError, match=code):
        bundled(case, tmp_path / "out", **choices)
    assert not (tmp_path / "out").exists()
    assert list(audit.lines(case)) == before


def test_a_bundle_is_not_written_into_its_case(case: Case) -> None:
    with pytest.raises(BadInputError, match="bundle_inside_case"):
        bundled(case, case.path / "blobs" / "out")


def test_stopping_anywhere_leaves_nothing(case: Case, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    steps_taken = 0
    while not (tmp_path / "out").exists():
        assert set(tmp_path.iterdir()) == before
        steps_taken += 1
        steps = write_bundle(case, tmp_path / "out", BundleChoices(), by="Analyst One")
        with contextlib.suppress(StopIteration):
            for _ in range(steps_taken):
                next(steps)
        steps.close()
    assert steps_taken > 10
    said = [json.loads(line)["action"] for line in audit.lines(case)]
    assert said.count("bundle_written") == steps_taken - 1
    assert said.count("bundle_abandoned") == steps_taken - 2


def test_what_a_killed_run_left_is_swept(case: Case, tmp_path: Path) -> None:
    left = tmp_path / ".out.new-00000000"
    (left / "data").mkdir(parents=True)
    (left / "data" / "items.jsonl").write_text("half")
    bundled(case, tmp_path / "out")
    assert not left.exists()


def test_a_full_disk_is_told_and_leaves_nothing(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = sinks.write_file, []

    def full(folder: Path, member: Member) -> Written:
        written.append(member.path)
        if len(written) == 7:
            raise OSError(28, "No space left on device")
        return real(folder, member)

    monkeypatch.setattr(sinks, "write_file", full)
    before = set(tmp_path.iterdir())
    with pytest.raises(BadInputError, match="disk_full"):
        bundled(case, tmp_path / "out")
    assert set(tmp_path.iterdir()) == before


def test_only_the_recipient_opens_an_encrypted_bundle(case: Case, tmp_path: Path) -> None:
    import pyrage

    key = pyrage.x25519.Identity.generate()
    report = bundled(case, tmp_path / "out", recipient=str(key.to_public()))
    assert report.path == tmp_path / "out.tar.age"
    assert not (tmp_path / "out").exists()
    sealed = report.path.read_bytes()
    assert b"Quiet room" not in sealed
    (tmp_path / "out.tar").write_bytes(pyrage.decrypt(sealed, [key]))
    with tarfile.open(tmp_path / "out.tar") as archive:
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # from 3.11.4 on
        archive.extractall(tmp_path / "opened", **safely)  # type: ignore[arg-type]  # noqa: S202
    assert accepted(tmp_path / "opened" / "out") == (True, True)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])
    assert json.loads(list(audit.lines(case))[-1])["detail"]["recipient"] == str(key.to_public())


def test_redaction_is_refused_while_ads_are_unread(case: Case, tmp_path: Path) -> None:
    source = ads.get(case, 1).source
    ads.add_batch(case, source, [record(9)], seen=ads.SeenCounts())
    with pytest.raises(RefusedError, match="redaction_unread"):
        run(write_bundle(case, tmp_path / "out", BundleChoices(redacted=True), by="Analyst One"))
