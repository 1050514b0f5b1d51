"""Links are records: which subjects of several ledgers are one, who says so, how sure that is, and what became of it."""
