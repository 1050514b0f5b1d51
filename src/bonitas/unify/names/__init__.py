"""Files of names: read in any usual encoding, brought to one spelling, and never kept."""
