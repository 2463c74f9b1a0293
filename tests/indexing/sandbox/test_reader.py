# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of pictures comes out of a worker as confined as the one that decodes."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from indexing import limits
from indexing.errors import BadInputError
from indexing.records import PictureLine
from indexing.sandbox import protocol, text_reading
from indexing.sandbox.child import start_reading_command
from indexing.sandbox.protocol import Mode, ReplyError, Request
from indexing.sandbox.reader import PictureReader
from tests.indexing.sandbox.drawings import bombs, drawing, every_kind, packed

ROOT = Path(__file__).resolve().parents[3]
linux = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine not in {"x86_64", "aarch64"},
    reason="the filter is for Linux on x86-64 and aarch64",
)
PROBES = """
import os, socket, sys
sys.path.insert(0, sys.argv[1])
from indexing.records import PictureLine
from indexing.sandbox import protocol, worker
from indexing.sandbox.text_reading import TextReader
reader = TextReader()
probes = [
    lambda: os.open("/etc/hostname", os.O_RDONLY),
    lambda: os.open("/tmp/planted", os.O_WRONLY | os.O_CREAT),
    lambda: socket.socket(),
    lambda: os.fork(),
    lambda: os.execv("/bin/true", ["true"]),
]
def tried(probe):
    try:
        probe()
    except OSError as error:
        return error.errno
    return 0
def answer(request, data):
    lines = [PictureLine(str(tried(probe)), 1.0, (0,) * 8) for probe in probes]
    return protocol.read_reply(request, (9, 9), lines)
worker.run(answer)
"""


def with_words(*lines: str, size: int = 40, angle: float = 0) -> bytes:
    picture = Image.new("RGB", (640, 480), (236, 233, 226))
    pen = ImageDraw.Draw(picture)
    for place, words in enumerate(lines):
        where = (40, 60 + 3 * size * place)
        pen.text(where, words, (30, 30, 60), ImageFont.load_default(size))
    return packed(picture.rotate(angle, fillcolor=(236, 233, 226)))


@pytest.fixture(scope="module")
def reader() -> Iterator[PictureReader]:
    with PictureReader() as made:
        yield made


def test_lines_are_read_with_their_places(reader: PictureReader) -> None:
    first, second = reader.read(with_words("Garden help", "06 39 98 40 17"))
    assert (first.text, second.text) == ("Garden help", "06 39 98 40 17")
    assert min(first.score, second.score) > 0.8
    left, top, right, bottom = first.box[0], first.box[1], first.box[4], first.box[5]
    assert 30 < left < 80
    assert 90 < top < 160
    assert 350 < right < 520
    assert 190 < bottom < 250
    assert second.box[1] > bottom


@pytest.mark.parametrize("angle", [-12, 9, 180])
def test_slanted_and_turned_lines_are_read(reader: PictureReader, angle: float) -> None:
    assert [one.text for one in reader.read(with_words("202-555-0143", angle=angle))] == [
        "202-555-0143"
    ]


@pytest.mark.parametrize(("kind", "data"), every_kind().items())
def test_every_kind_of_picture_is_taken(reader: PictureReader, kind: str, data: bytes) -> None:
    assert isinstance(reader.read(data), tuple)


@pytest.mark.parametrize(("kind", "bomb"), bombs().items())
def test_bombs_are_refused_and_the_worker_lives(
    reader: PictureReader, kind: str, bomb: tuple[bytes, set[str]]
) -> None:
    reader.read(with_words("still here"))
    child = reader._children[0]
    data, codes = bomb
    with pytest.raises(BadInputError) as caught:
        reader.read(data)
    assert caught.value.code in codes
    assert [one.text for one in reader.read(with_words("still here"))] == ["still here"]
    assert reader._children[0] is child


def test_one_failure_does_not_harm_the_next(reader: PictureReader) -> None:
    items = {"one": with_words("one"), "none": b"no picture", "two": with_words("two")}
    got = dict(reader.read_many(items.items()))
    assert isinstance(got["none"], BadInputError)
    assert [one.text for one in got["two"]] == ["two"]  # type: ignore[union-attr]


@linux
def test_a_picture_may_take_only_so_much_time(
    reader: PictureReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.read(with_words("in time"))
    monkeypatch.setattr(limits, "READ_CPU_SECONDS", 0.05)
    monkeypatch.setattr("indexing.sandbox.child._WATCH_SECONDS", 0.02)
    with pytest.raises(BadInputError) as caught:
        reader.read(packed(drawing(5, (1600, 1200)), "PNG"))
    assert caught.value.code == "image_limits"
    monkeypatch.undo()
    assert reader.read(with_words("in time"))


@linux
def test_nothing_can_be_opened_started_or_sent_from_inside() -> None:
    command = start_reading_command()
    with PictureReader(command=lambda: [*command[:-2], PROBES, command[-1]]) as reader:
        found = [int(one.text) for one in reader.read(with_words("tried"))]
        state = reader._child(0).isolation
    assert found == [errno.EPERM] * 5
    assert (state.filtered, state.limits, state.calls) == (True, True, 18)


def test_no_network_module_is_loaded_but_the_one_that_python_has() -> None:
    code = (
        "import sys; from indexing.sandbox.text_reading import TextReader; TextReader();"
        "names = {'ssl', 'http', 'urllib.request', 'urllib3', 'certifi', 'aiohttp', 'asyncio'};"
        "print(sorted(names & set(sys.modules)), len(vars(sys.modules['requests'])))"
    )
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("]")[0] == "["
    assert int(done.stdout.split("]")[1]) < 10  # the stand-in, not the library


def test_the_models_are_those_of_the_manifest() -> None:
    manifest = tomllib.loads((ROOT / "resources/models/MANIFEST.toml").read_text("utf-8"))
    listed = {one["member"]: one["member_sha256"] for one in manifest["rapidocr"]["source"]}
    assert listed == {f"rapidocr/models/{name}": sha for name, sha in text_reading.MODELS.values()}
    assert text_reading.checked_models().keys() == text_reading.MODELS.keys()


def test_another_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    name, _sha256 = text_reading.MODELS["Rec"]
    monkeypatch.setitem(text_reading.MODELS, "Rec", (name, "0" * 64))
    with pytest.raises(text_reading.ModelWrongError):
        text_reading.checked_models()


def test_a_worker_without_its_models_is_told() -> None:
    command = start_reading_command()
    ends = "import os; os._exit(4)"
    with (
        PictureReader(command=lambda: [*command[:-2], ends, command[-1]]) as reader,
        pytest.raises(BadInputError) as caught,
    ):
        reader.require()
    assert caught.value.code == "reader_missing"


ASKED = Request(Mode.READ, 7, 1600, 10)
LINE = PictureLine("Ring 202-555-0100 ☎", 0.75, (1, 2, 900, 4, 900, 1000, 0, 8))


def test_an_honest_reply_is_read_back() -> None:
    head, payload = protocol.read_reply(ASKED, (1200, 900), [LINE, LINE])
    parsed = protocol.parse_reply(head, ASKED)
    assert (parsed.payload(), parsed.width) == (len(payload), 1200)
    assert protocol.read_lines(payload) == (LINE, LINE)


@pytest.mark.parametrize(
    "untrusted",
    [
        b"\0",
        protocol.LINE.pack(*(0,) * 9, 5) + b"four",
        protocol.LINE.pack(*(1001,) * 8, 0, 1) + b"x",
        protocol.LINE.pack(*(0,) * 8, 1001, 1) + b"x",
        protocol.LINE.pack(*(0,) * 9, 2) + b"\n\n",
        protocol.LINE.pack(*(0,) * 9, 0) * (limits.MAX_PICTURE_LINES + 1),
    ],
)
def test_impossible_lines_are_not_believed(untrusted: bytes) -> None:
    with pytest.raises(ReplyError):
        protocol.read_lines(untrusted)


@pytest.mark.parametrize("sides", [(0xFFFF, 0xFFFF, 0, 0), (0, 5, 1, 0)])
def test_no_reply_can_ask_for_more_memory(sides: tuple[int, ...]) -> None:
    head = protocol.REPLY.pack(protocol.REPLY_MAGIC, 0, 7, 9, 9, *sides)
    with pytest.raises(ReplyError):
        protocol.parse_reply(head, ASKED)
