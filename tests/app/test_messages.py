# SPDX-License-Identifier: GPL-3.0-or-later
"""Every code that is raised has its message, every message a raiser, every placeholder a value."""

from __future__ import annotations

import ast
import re
import string
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app import messages
from app.messages.problems import PROBLEMS
from app.messages.rejects import REJECTS
from indexing.errors import BadInputError, CaseDamagedError
from indexing.records import Rejected

ROOT = Path(__file__).resolve().parents[2]
ERROR_CLASSES = {
    "BadInputError", "CaseLockedError", "VerificationFailedError", "CaseDamagedError",
    "RefusedError",
}  # fmt: skip
ERRORS_BY_VARIABLE = {
    # (file, what stands in the place of the code): the codes that it can be
    ("app/bundles/verify.py", "code"): {"bundle_encrypted", "bundle_not_a_folder"},
    ("app/bundles/write.py", "code"): {"disk_full", "bundle_unwritable"},
    ("indexing/errors.py", "code"): {"disk_full", "disk_error"},
    ("indexing/importers/html_page.py", "rejected.code"): {
        "page_missing", "page_packed", "page_too_many_tags", "page_empty", "page_too_large",
    },
    ("indexing/sandbox/workers.py", "CODES[head.status]"): {
        "image_format", "image_too_large", "image_broken", "image_limits",
    },
    ("indexing/suggest/refi_qda.py", "code"): {"qdc_forbidden", "qdc_other", "qdc_limits"},
    ("indexing/store/header.py", "kind"): {"recovery_key_wrong", "passphrase_wrong"},
}  # fmt: skip
REJECTS_BY_VARIABLE = {
    ("app/commands/reporting.py", "reject.code"): set[str](),  # read back as they were stored
    ("app/triage/imports.py", "one.code"): set[str](),
    ("indexing/importers/json_lines.py", "code"): {"json_broken", "json_cut"},
    ("indexing/importers/mhtml.py", "*page"): set[str](),  # those of a page
    ("indexing/importers/whatsapp.py", "message.code"): set[str](),  # those of its lines
    ("indexing/importers/delimited.py", "cells"): {
        "cell_too_long", "quote_unclosed", "quote_broken",
    },
    ("indexing/importers/delimited.py", "code"): {"row_encoding", "row_nul"},
    ("indexing/importers/json_values.py", "code"): {"row_encoding", "row_nul"},
    ("indexing/importers/xml_items.py", "item"): {"cell_too_long", "file_cut", "xml_broken"},
    ("indexing/importers/markup_sheets.py", "damage"): {"cell_too_long", "file_cut", "xml_broken"},
    ("indexing/importers/markup_sheets.py", "row.code"): {
        "cell_too_long",
        "file_cut",
        "too_many_columns",
    },
    ("indexing/importers/markup_sheets.py", "code"): {"cell_too_long", "row_encoding", "row_nul"},
    ("indexing/importers/archive_contents.py", "code"): {
        "archive_parts", "archive_too_deep", "member_no_ads", "member_unreadable", "meta_html",
    },
    ("indexing/importers/composite.py", "error.code"): set[str](),  # those of one file
    ("indexing/importers/pages_part.py", "error.code"): set[str](),
    ("indexing/importers/pages_part.py", "row.code"): set[str](),
    ("indexing/importers/web_archive.py", "fault.code"): {
        "web_cut", "web_length", "web_header", "web_gzip", "web_bomb", "web_too_many",
        "web_one_piece",
    },
    ("indexing/importers/zip_members.py", "code"): {
        "archive_name", "archive_link", "archive_encrypted", "archive_method", "archive_ratio",
    },
    ("indexing/store/sources.py", "code"): set[str](),  # read back as it was stored
}  # fmt: skip
PROBLEMS_BY_VARIABLE = {
    ("indexing/store/audit.py", "problem"): {
        "audit_line_missing", "audit_line_edited", "audit_chain_broken", "audit_line_moved",
    },
    ("indexing/store/blobs.py", "problem"): {"stray_file", "blob_damaged"},
    ("indexing/store/checks.py", "problem"): set[str](),  # those of blobs
    ("indexing/store/checks.py", "error.code"): {
        "case_not_encrypted", "case_db_missing", "case_db_empty", "case_db_damaged",
        "case_db_older",
    },
    ("indexing/store/checks.py", "copy.problem"): {"header_missing", "header_damaged"},
}  # fmt: skip
Variables = dict[tuple[str, str], set[str]]


@dataclass
class Raised:
    """A code and the details that come with it: at least once, and every time."""

    where: list[str] = field(default_factory=list)
    details: list[set[str] | None] = field(default_factory=list)  # None: cannot be read here


def constants(node: ast.expr) -> set[str] | None:
    """The codes that an expression can be; None when it is not written there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        one, other = constants(node.body), constants(node.orelse)
        return one | other if one and other else None
    return None


def keys_of(node: ast.expr | None, function: ast.AST) -> set[str] | None:
    """Keys of a detail: written in the call, or assigned to a name in the same function."""
    if node is None:
        return set()
    if isinstance(node, ast.Dict):
        return {key.value for key in node.keys if isinstance(key, ast.Constant)}  # type: ignore[misc]
    if isinstance(node, ast.Name):
        found: set[str] | None = None
        for one in ast.walk(function):
            targets = one.targets if isinstance(one, ast.Assign) else []
            if isinstance(one, ast.AnnAssign):
                targets = [one.target]
            value = getattr(one, "value", None)
            if any(isinstance(t, ast.Name) and t.id == node.id for t in targets) and isinstance(
                value, ast.Dict
            ):
                found = (found or set()) | (keys_of(value, function) or set())
        return found
    return None


def collect(classes: set[str], place: int, variables: Variables) -> dict[str, Raised]:
    """Codes by the calls that carry them as their argument number ``place``."""
    raised: dict[str, Raised] = defaultdict(Raised)
    used: set[tuple[str, str]] = set()
    for file in sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("indexing/**/*.py")]):
        name = file.relative_to(ROOT).as_posix()
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                called = call.func.attr if isinstance(call.func, ast.Attribute) else call.func
                called = called.id if isinstance(called, ast.Name) else called
                if called not in classes or len(call.args) <= place:
                    continue
                written = ast.unparse(call.args[place])
                codes = constants(call.args[place])
                if codes is None:
                    assert (name, written) in variables, f"{name}:{call.lineno} codes of {written}?"
                    used.add((name, written))
                    codes = variables[(name, written)]
                detail = next((k.value for k in call.keywords if k.arg == "detail"), None)
                if "Rejected" in classes:
                    detail = call.args[2] if len(call.args) > 2 else None
                known = keys_of(detail, function)
                for keyword in call.keywords:
                    if known is not None and keyword.arg in ("path", "place"):
                        known.add(keyword.arg)
                for code in codes:
                    raised[code].where.append(f"{name}:{call.lineno}")
                    raised[code].details.append(known)
    assert used == set(variables), set(variables) - used
    return raised


ERRORS = collect(ERROR_CLASSES, 0, ERRORS_BY_VARIABLE)
ROWS = collect({"Rejected"}, 1, REJECTS_BY_VARIABLE)
FINDINGS = collect({"Problem"}, 1, PROBLEMS_BY_VARIABLE)


def bundle_findings() -> set[str]:
    """Codes of what the verification of a bundle finds; its functions hand them on as they are."""
    found: set[str] = set()
    for name in ("verify", "audit_check"):
        tree = ast.parse((ROOT / f"app/bundles/{name}.py").read_text(encoding="utf-8"))
        for one in ast.walk(tree):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                found |= set(re.findall(r"^(?:bundle|audit)_[a-z_]+$", one.value))
    return found - set(ERRORS)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_error_has_a_message_and_every_message_an_error() -> None:
    raised = {*ERRORS, "cancelled"}
    assert raised - set(messages.ERRORS) == set()
    assert set(messages.ERRORS) - raised == set()


def test_every_reject_has_a_message_and_every_message_a_reject() -> None:
    # a file among others is rejected with the code of an error of a file
    assert set(ROWS) - set(messages.ERRORS) == set(REJECTS) - set(messages.ERRORS)
    assert set(REJECTS) - set(ROWS) == set()


def test_every_problem_has_a_message_and_every_message_a_problem() -> None:
    assert {*FINDINGS, *bundle_findings()} == set(PROBLEMS)


@pytest.mark.parametrize("code", sorted(messages.ERRORS))
def test_what_a_message_names_comes_with_the_error(code: str) -> None:
    text, remedy = messages.ERRORS[code]
    wanted = placeholders(text) | placeholders(remedy)
    for where, given in zip(ERRORS[code].where, ERRORS[code].details, strict=True):
        assert given is None or wanted <= given, f"{where} gives {given}, not {wanted}"


@pytest.mark.parametrize("code", sorted(REJECTS))
def test_what_a_reject_names_comes_with_it(code: str) -> None:
    wanted = placeholders(REJECTS[code])
    for where, given in zip(ROWS[code].where, ROWS[code].details, strict=True):
        assert given is None or wanted <= given, f"{where} gives {given}, not {wanted}"


def test_a_message_fills_in_its_values() -> None:
    error = BadInputError("file_missing", path="list.csv")
    assert messages.describe(error).text == "There is no file list.csv."
    row = Rejected("row 3", "row_width", {"cells": 2, "columns": 5})
    assert messages.describe_reject(row) == "Row and header differ in length; cells: 2, columns: 5."


def test_lists_are_told_as_words() -> None:
    error = BadInputError("format_unknown", detail={"format": "docx", "formats": ["csv", "json"]})
    assert messages.describe(error).remedy == "Known formats: csv, json."


def test_braces_in_a_value_are_only_text() -> None:
    error = BadInputError("file_missing", path="{0.__class__}{x}.csv")
    assert messages.describe(error).text == "There is no file {0.__class__}{x}.csv."


def test_an_unknown_code_and_a_missing_value_never_fail() -> None:
    assert "new_code" in messages.describe(CaseDamagedError("new_code")).text
    assert messages.describe_reject(Rejected("row 1", "new_code")) == "new_code"
    assert messages.describe_problem("new_code") == "new_code"
    assert messages.describe(BadInputError("file_missing")).text == "There is no file …."
