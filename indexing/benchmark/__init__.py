# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark: generated ads and pictures with their truth, baselines, figures as ratios."""
