# SPDX-License-Identifier: GPL-3.0-or-later
"""The program: lets a person look and decide."""

__version__ = "0.1.0"
