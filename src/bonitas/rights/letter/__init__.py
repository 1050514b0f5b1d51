"""Letters: telling a person what was decided by their standing, why, what would have changed it, and how to contest it."""
