"""Code behind the book: data, models, tables, figures and checks of the paper's printed numbers."""
