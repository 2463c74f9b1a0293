# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns files into linked, clustered, explained records and owns the case database."""

from __future__ import annotations

import os

# Products of small matrices are shared out among threads that then wait for each other in a
# loop: on a busy machine a picture cost nine times the time. Work is divided by processes here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
