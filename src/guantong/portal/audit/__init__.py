"""What happened, in chains of hashes that show when an entry was altered, removed or put elsewhere."""
