"""Ratings that need not fit in memory: a folder of parts, written one stretch of subjects after the other, gone on with after a stop."""
