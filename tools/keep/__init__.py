"""Keeping the book right: checks, the golden list, stored results, fetched files."""
