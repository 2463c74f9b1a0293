# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that click says by itself, so that they are in the language of all others.

Click asks the standard library's gettext, which goes by a domain and by the environment.
"""

from __future__ import annotations

import gettext
import os

from app import i18n, paths
from app.messages.marking import later as _l
from app.messages.marking import later_of_many as _ln

WORDS = (
    _l("Usage:"),
    _l("Options"),
    _l("Commands"),
    _l("Positional arguments"),
    _l("Show the version and exit."),
    _l("Show this message and exit."),
    _l("default: {default}"),
    _l("Missing argument"),
    _l("Missing option"),
    _l("Missing command."),
    _l("Choose from:\n\t{choices}"),
    _l("No such option {name!r}."),
    _l("No such command {name!r}."),
    _ln("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    _ln("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    _ln("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    _l("Option {name!r} does not take a value."),
    _l("Invalid value: {message}"),
    _l("Invalid value for {param_hint}: {message}"),
    _ln("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    _l("{value!r} is not a valid {number_type}."),
    _l("{value} is not in the range {range}."),
    _l("{name} {filename!r} does not exist."),
    _l("{name} {filename!r} is a file."),
    _l("{name} {filename!r} is a directory."),
    _l("{name} {filename!r} is not readable."),
    _l("file"),
    _l("directory"),
    _l("path"),
    _l("Error: {message}"),
    _l("Error: The two entered values do not match."),
    _l("Error: invalid input"),
)
"""Those that a person can meet; what click says to who writes a program stays as it is."""


def follow() -> None:
    """Let click speak the language in force."""
    gettext.bindtextdomain("faisceau", paths.TRANSLATIONS)
    gettext.textdomain("faisceau")
    os.environ["LANGUAGE"] = i18n.language()
