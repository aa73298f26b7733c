"""Code behind the book: data, models, tables, figures and the checks of the paper's printed numbers."""
