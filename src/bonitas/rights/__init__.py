"""Rights of the rated: contest, retention and erasure, one's own file, letters with reasons, portable proofs."""
