"""What the pages show: tables and figures, one module a page, named like it."""
