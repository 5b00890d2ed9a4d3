"""Certificates: who may issue them, their records and states, batches, verification, and what holders do with theirs."""
