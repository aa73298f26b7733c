"""Commands behind the Makefile: build the book, store notebooks, measure."""
