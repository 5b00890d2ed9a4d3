"""Decide what a skill level or a professional title entitles a person to, and say on which clause."""

__version__ = "0.1.0"
