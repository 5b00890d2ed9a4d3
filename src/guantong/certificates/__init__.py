"""Certificates that anyone can verify: what stands on one, its files, their signatures, and their examination."""
