"""From sources to the site: execute, assemble, finish."""
