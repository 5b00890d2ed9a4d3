"""Help, privacy, and what is known about access for everybody."""
