"""A person's whole file: what is held, who asked, how they stand and by which rules, so that they can read it and rate it again."""
