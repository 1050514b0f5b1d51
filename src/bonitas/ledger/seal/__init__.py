"""Tamper evidence: every entry is committed in a Merkle log over salted digests.

A ledger that is sealed holds a leaf for every entry, in the order in which they were added. Whoever keeps a signed checkpoint of the log
can find out later that an entry was changed, removed or moved, also by those who can write to the files. An entry that is erased leaves
its leaf, of which nothing can be learnt once its salt is gone.
"""
