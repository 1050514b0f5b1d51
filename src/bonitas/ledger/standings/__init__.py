"""Standing ratings: what everybody was last rated, kept beside a ledger, with a feed of how that changed."""
