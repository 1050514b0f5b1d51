"""All records of an embedded ledger once more, in order of subject, day, furnisher and ref, in files that are mapped into memory.

A derived thing: it can be taken away at any time, is never needed, and never changes an answer, only how soon it comes.
"""
