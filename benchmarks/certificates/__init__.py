"""Certificates: what making, guessing and verifying them costs, and that a list which is killed comes out whole."""
