"""Conditions as data, and what they mean: the days on which they hold, and why. Knows no law."""
