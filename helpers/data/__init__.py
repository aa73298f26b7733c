"""The book's data: read, checked on the way in, and each value with where it comes from."""

from helpers.data.files import DataError, describe, read_file, resources
from helpers.data.values import (
    MENDS_WIDE,
    biography,
    check_all,
    datasets,
    load,
    observations,
    provinces,
    series,
    vintages,
    wide_rows,
)
from helpers.vocabulary import SERIES, YEARS

__all__ = [
    "MENDS_WIDE",
    "SERIES",
    "YEARS",
    "DataError",
    "biography",
    "check_all",
    "datasets",
    "describe",
    "load",
    "observations",
    "provinces",
    "read_file",
    "resources",
    "series",
    "vintages",
    "wide_rows",
]
