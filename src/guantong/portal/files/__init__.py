"""Files that prove something: received in two stages, checked by content, kept away from the web root."""
