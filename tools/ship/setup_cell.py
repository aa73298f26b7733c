# Run this first: it finds the book's code and data, or says what to do.
import pathlib
import sys
import urllib.request
import zipfile

ADDRESS = ""  # of the archive, if the book is online
ARCHIVE, START = "ecommerce-gdp.zip", "helpers/start.py"


def find(name):
    folders = [pathlib.Path.cwd(), *pathlib.Path.cwd().parents]
    return next((folder / name for folder in folders if (folder / name).exists()), None)


code = find(START) or find(f"ecommerce-gdp/{START}")
online = bool(ADDRESS) and not code and not find(ARCHIVE)
if not code:
    if online:
        urllib.request.urlretrieve(ADDRESS, ARCHIVE)
    if not find(ARCHIVE):
        raise SystemExit(f"Put {ARCHIVE} beside this notebook, and run this cell again.")
    zipfile.ZipFile(find(ARCHIVE)).extractall()
    code = find(f"ecommerce-gdp/{START}")
sys.path.insert(0, str(code.parent.parent))
from helpers import start

start.ready(install=online)
