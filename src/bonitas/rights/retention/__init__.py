"""What may no longer be kept goes, what must stay stays, and each is said with its reason."""
