# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's search child: questions as JSON lines come in, answers go out, until the end.

It stays so that the model and the vectors are loaded once. It ends with its standard input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app import paths
from app.commands import console
from app.messages import describe
from app.triage import searching
from app.triage.searching_items import MODES, SearchAnswer, SearchAsked
from indexing.errors import KnownError, of_system
from indexing.pipeline.searching import Searcher
from indexing.store.case import Case


def serve(path: Path, passphrase_file: Path | None, key_stdin: bool) -> None:
    """Answer questions to a case until standard input ends."""
    with console.opened(path, passphrase_file, key_stdin, "shared") as case:
        searcher = Searcher(case, paths.model_folder())
        for line in sys.stdin:
            document = json.loads(line)
            answer = answered(case, searcher, document)
            console.emit({"id": document["id"], **answer.document()})
            sys.stdout.flush()


def answered(case: Case, searcher: Searcher, document: Mapping[str, Any]) -> SearchAnswer:
    """The answer to a question of the window; a known error is one too."""
    mode = next((one for one in MODES if one == document["mode"]), MODES[0])
    # a question that does not say for whom it is shows nothing of others
    only_own = bool(document.get("only_own", True))
    asked = SearchAsked(
        mode, str(document["value"]), str(document["only"]), int(document["limit"]), only_own
    )
    try:
        question = searching.question(asked)
        picture = asked.value if asked.mode == "picture" else None
        answer = searching.ask(
            searcher, case, question, picture=picture, is_logged=False, only_own=only_own
        )
        return searching.answered(case, question, answer)
    except KnownError as error:
        return _told(error)
    except OSError as error:
        return _told(of_system(error))


def _told(error: KnownError) -> SearchAnswer:
    message = describe(error)
    return SearchAnswer(error=message.text, remedy=message.remedy)
