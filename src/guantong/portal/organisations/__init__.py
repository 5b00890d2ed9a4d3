"""Regions, employers, offices, committees' offices and evaluation bodies."""
