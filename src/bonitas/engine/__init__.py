"""The engine: a rulebook compiled to flat tables, one kernel that folds each subject's records through them."""
