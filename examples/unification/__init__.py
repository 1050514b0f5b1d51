"""The worked study: many rulebooks over one made-up population, and what one of them all would do."""
