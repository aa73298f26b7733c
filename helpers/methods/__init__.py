"""Econometrics: numbers in, numbers out; no captions, no sentences, no HTML."""
