"""Certificates: lists and changes for staff, and what holders do with theirs."""
