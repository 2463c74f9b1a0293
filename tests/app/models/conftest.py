# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of models run offscreen."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
