"""Several schemes brought together: the same subject, the same conduct, one scale, one rulebook, and what that would do to whom."""
