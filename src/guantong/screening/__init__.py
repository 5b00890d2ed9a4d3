"""Many people at once: a roster or a register in, a register of decisions out."""
