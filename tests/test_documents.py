# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents fail the build when they no longer say what is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from app.commands.root import COMMANDS, cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^\.venv/bin/faisceau (.+)$", README, re.MULTILINE)


@pytest.mark.parametrize("line", SHOWN)
def test_commands_of_the_readme_exist_with_their_options(line: str) -> None:
    name, *words = shlex.split(line)
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    options = {text for parameter in command.params for text in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_every_command_explains_itself() -> None:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help
        if command.hidden:
            continue  # for the window's children, not for people
        shown = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
        assert all(
            option.help or option.name in ("limit", "status", "confidence") for option in shown
        ), name


def test_pictures_and_files_that_documents_name_are_there() -> None:
    for document in (ROOT / "README.md", *ROOT.glob("docs/*.md")):
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_map_of_the_house_names_every_room() -> None:
    rooms = {p.name for p in (ROOT / "indexing").iterdir() if (p / "__init__.py").exists()}
    assert all(room in README for room in rooms)


def test_verbs_of_the_start_script() -> None:
    script = (ROOT / "packaging" / "start.py").read_text(encoding="utf-8")
    for verb in re.findall(r"packaging/start\.py (\w+)", README):
        assert f'"{verb}"' in script


def test_every_locked_package_has_its_licence_listed() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    listed = (ROOT / "docs" / "third-party.md").read_text(encoding="utf-8")
    names = set(re.findall(r"^([a-z0-9_.-]+)==", lock, re.MULTILINE))
    platform_only = {"colorama", "httpx2-jsfetch"}
    assert {name for name in names - platform_only if f"| {name} |" not in listed} == set()
