"""Verification of certificates, for anybody."""
