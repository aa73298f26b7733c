"""Verdicts: on printed cells, on sentences, on conclusions, on how sure the data are."""
