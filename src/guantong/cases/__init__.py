"""One person's facts: read, checked with located errors, kept as frozen values."""
