"""Backup and restore of everything the portal keeps: its database and its files, in one archive (docs/operations.md)."""
