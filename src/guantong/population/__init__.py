"""Synthetic registers: people who do not exist, for demonstration, tests and measurements."""
