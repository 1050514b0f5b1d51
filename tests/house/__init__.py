"""The rules of the house, held by tests: direction of imports, sizes, words, packaging, and a README that tells the truth."""
