"""One scale: what a score under one rulebook corresponds to under another."""
