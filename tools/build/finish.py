"""Finish the built pages: light, self-contained, sealed against other hosts.

They are also described for search engines and made readable for screen readers.

Sphinx builds; this works on a copy of what it built, so that a second build starts from Sphinx's
own output.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import re
import subprocess
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from helpers import paths
from tools.build import bundle, memo

# What a page may load and run: its own files, and the inline scripts whose hashes stand behind
# script-src. Style attributes are everywhere in figures and formulas, so inline styles stay
# allowed; they cannot fetch from other hosts.
POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'"
)
# What the theme emits for services that this book does not use, and what only one page needs.
DROPPED = (
    r'<script type="text/x-thebe-config">.*?</script>\s*',
    r"<script>kernelName = [^<]*</script>\s*",
    r"<script[^>]*>[^<]*(?:THEBE_JS_URL|thebe_selector)[^<]*</script>\s*",
    r'<script[^>]*src="[^"]*(?:fontawesome|sphinx-thebe)[^"]*"[^>]*></script>\s*',
    r'<link[^>]*href="[^"]*(?:sphinx-thebe|fontawesome\.js)[^"]*"[^>]*/?>\s*',
    r"<script>DOCUMENTATION_OPTIONS\.pagename = [^<]*</script>\s*",
    r'<div class="sidebar-primary-items__end[^>]*>\s*<div class="sidebar-primary-item">\s*'
    r'<div id="ethical-ad-placement".*?</div></div>\s*</div>',
)
BEHIND = re.compile(
    r'<figure class="exhibit" id="([^"]+)">(?:(?!</figure>).)*?'
    r"<details>((?:(?!</figure>).)*)</details></figure>",
    re.S,
)
# Inline scripts that set options: they join the one script.
SETTINGS = re.compile(r"\s*(?:let|var) toggle|DOCUMENTATION_OPTIONS\.")
# Markup that a screen reader could not follow: what stands there, and what should.
MENDED = (
    (
        '<div id="pst-primary-sidebar" class=',
        '<div id="pst-primary-sidebar" role="complementary" aria-label="Book" class=',
    ),
    (
        '<div id="pst-secondary-sidebar" class=',
        '<div id="pst-secondary-sidebar" role="complementary" aria-label="On this page" class=',
    ),
    (
        '<summary><span class="toctree-toggle"',
        '<summary aria-label="Show or hide the pages of this chapter"><span class="toctree-toggle"',
    ),
    ('<div role="list" class="citation-list">', '<div class="citation-list">'),
    (' role="doc-biblioentry"', ""),
    (' id="exercise-content"', ""),
    (' id="solution-content"', ""),
    ('<th class="head', '<th scope="col" class="head'),
)
CSV_LINK = (
    '<a class="csv" href="{prefix}downloads/{name}.csv" download>CSV'
    '<span class="visually-hidden"> of the data behind {words}</span></a>'
)
# What open code reads: files that every page offers at its foot.
OFFERED = {
    "paper_wide.csv": "Data of the paper (CSV)",
    "provinces.csv": "Provinces (CSV)",
    "observations.csv": "All observations (CSV)",
    "datasets.csv": "Which observation a dataset takes (CSV)",
    # Those in a folder are linked only where a page reads them.
    **{f"paper/table{number}.csv": f"Table {number} as printed (CSV)" for number in (1, 2, 3, 4)},
}
OFFER = '<a href="{prefix}downloads/{name}" download>{words}</a>'
HEAD = (
    '<link rel="stylesheet" href="{prefix}_static/{style}">{formulas}'
    '<script defer src="{prefix}_static/{script}"></script>{wanted}'
)
FORMULA_SHEET = '<link rel="stylesheet" href="{prefix}_static/katex/{name}">'
FIRST_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">'
    "<title>{title}</title>"
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta http-equiv="refresh" content="0; url={target}"></head><body><main><h1>{title}</h1>'
    '<p><a href="{target}">To the first page</a></p></main></body></html>'
)
LANDING = "book/index.html"  # the book's first page, within the site
MISSING_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="icon" href="data:,"><title>Page not found — {title}</title>'
    "<style>:root{{color-scheme:light dark;color:#1a1a1a;background:#fff}}a{{color:#0060a8}}"
    "@media(prefers-color-scheme:dark){{:root{{color:#e6e6e6;background:#14181c}}"
    "a{{color:#6cb6ff}}}}body{{font:1.1rem/1.6 system-ui,sans-serif;"
    "max-width:34rem;margin:15vh auto;padding:0 1rem}}</style></head>"
    "<body><main><h1>Page not found</h1><p>There is no page at this address. It may have moved "
    "when the book was reordered.</p>"
    '<p><a href="{home}">To the first page</a></p></main>{otherwise}</body></html>'
)
# Where the site's address is not known: its pages lie in its own folder or one below.
FROM_BELOW = (
    "<footer><p>If that leads nowhere, this address lies in a folder of the book: "
    '<a href="../{home}">to the first page from there</a>.</p></footer>'
)


def clean(text: str) -> str:
    """One page that fetches nothing from another host and that a screen reader can follow.

    Parameters
    ----------
    text : str
        The page, as Sphinx wrote it.

    Returns
    -------
    str
    """
    for pattern in DROPPED:
        text = re.sub(pattern, "", text, flags=re.S)
    for old, new in MENDED:
        text = text.replace(old, new)
    # A caption stays in sight while its table scrolls.
    text = re.sub(
        r"<caption>(.*?)</caption>", r"<caption><span>\1</span></caption>", text, flags=re.S
    )
    text = re.sub(r'<table border="1" class="dataframe">.*?</table>', _frame, text, flags=re.S)
    # The site's own notebooks are files to keep; those on other hosts are pages to open.
    return re.sub(r'(href="[^":]*\.ipynb") target="_blank"', r"\1 download", text)


def _frame(match: re.Match[str]) -> str:
    """A frame as pandas shows it, with headers that say what they head."""
    head, end, body = match[0].partition("</thead>")
    head = head.replace("<th></th>", "<td></td>").replace("<th>", '<th scope="col">')
    return head + end + body.replace("<th>", '<th scope="row">')


def policy(text: str) -> str:
    """The Content-Security-Policy of a page: the hashes are those of its own inline scripts.

    Parameters
    ----------
    text : str
        The page.

    Returns
    -------
    str

    Examples
    --------
    >>> policy("<script>let a = 1</script>").split("; ")[1]
    "script-src 'self' 'sha256-LAfYd7pbFUgwfQu8b4q135PeTG2z+/coPEUYCd74eCQ='"
    >>> data = '<script type="application/json">[1]</script>'
    >>> "sha256" in policy(data + '<script src="a.js"></script>')
    False
    """
    inline = [
        match[2]
        for match in bundle.SCRIPT.finditer(text)
        if "src=" not in match[1] and not re.search(r'type="application/(?:ld\+)?json"', match[1])
    ]
    hashes = [
        base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        for code in dict.fromkeys(inline)
    ]
    return POLICY.format(scripts="".join(f" 'sha256-{code}'" for code in hashes))


def seal(text: str) -> str:
    """Put the page's `policy` before everything that could load or run.

    Parameters
    ----------
    text : str
        The page.

    Returns
    -------
    str
    """
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(text)}">'
    return re.sub(r"<meta charset=[^>]*>", lambda match: match[0] + meta, text, count=1)


def _prefix(page: Path, site: Path) -> str:
    """The way from a page up to the root of the site."""
    return "../" * len(page.relative_to(site).parent.parts)


def _sources(static: Path, pages: dict[Path, str]) -> tuple[list[str], list[str]]:
    """Style sheets and scripts of all pages, in their order, as `bundle` takes them."""
    sheets: dict[str, None] = {}
    scripts: dict[str, None] = {}
    root = static.resolve()
    for page, text in pages.items():
        for tag in bundle.SHEET.findall(text):
            name = (page.parent / bundle.address(tag)).resolve().relative_to(root).as_posix()
            if not name.endswith(bundle.FORMULAS):
                sheets[name] = None
        for attributes, code in bundle.SCRIPT.findall(text):
            source = bundle.address(attributes)
            if Path(source).name in bundle.ON_DEMAND or "application/json" in attributes:
                continue
            if source:
                scripts[(page.parent / source).resolve().relative_to(root).as_posix()] = None
            elif SETTINGS.match(code):
                scripts["=" + code] = None
    return list(sheets), list(scripts)


def _all_scripts(static: Path, script: str) -> str:
    """Text of the one script and of those that only some pages load; the search index is data."""
    on_demand = [
        path
        for path in static.rglob("*.js")
        if path.name in bundle.ON_DEMAND and path.name != "searchindex.js"
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in [static / script, *on_demand])


def _relinked(text: str, prefix: str, style: str, script: str) -> str:
    """One page that loads the bundled style sheet and script, and what else it needs."""
    formulas = ""
    if 'class="katex' in text:
        formulas = FORMULA_SHEET.format(prefix=prefix, name=bundle.FORMULAS)
    wanted = "".join(
        f'<script defer src="{address}"></script>'
        for attributes, _ in bundle.SCRIPT.findall(text)
        if (address := bundle.address(attributes))
        and bundle.ON_DEMAND.get(Path(address).name, "\0") in text
    )

    def left(match: re.Match[str]) -> str:
        gone = bundle.address(match[1]) or SETTINGS.match(match[2])
        return "" if gone else match[0]

    text = bundle.SCRIPT.sub(left, bundle.PRELOAD.sub("", bundle.SHEET.sub("", text)))
    head = HEAD.format(prefix=prefix, style=style, formulas=formulas, script=script, wanted=wanted)
    return re.sub(r"(?=\s*</head>)", lambda match: head, text, count=1)


def _drop_unnamed(static: Path, pages: dict[Path, str], style: str) -> None:
    """Delete files of ``_static`` that no page and no style sheet names; licences stay."""
    kept = {
        (page.parent / target.split("?")[0]).resolve()
        for page, text in pages.items()
        for target in re.findall(r'(?:src|href)="([^"#:]+)"', text)
    }
    for sheet in (static / style, static / "katex" / bundle.FORMULAS):
        kept |= {
            (sheet.parent / target.strip("\"'")).resolve()
            for target in re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8"))
            if not target.startswith("data:")
        }
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.resolve() not in kept and not path.name.startswith("LICENSE"):
            path.unlink()


def lighten(site: Path, pages: dict[Path, str]) -> None:
    """Replace the theme's style sheets and scripts by one of each, and drop files left over.

    Parameters
    ----------
    site : Path
        Root of the site; its ``_static`` is changed in place.
    pages : dict of Path to str
        Text of each page; changed in place.
    """
    static = site / "_static"
    sheets, sources = _sources(static, pages)
    script = bundle.script(static, sources)
    scripts = _all_scripts(static, script)
    style = bundle.style(static, sheets, "\n".join(pages.values()), scripts)
    for page, text in pages.items():
        pages[page] = _relinked(text, _prefix(page, site), style, script)
    _drop_unnamed(static, pages, style)


def _plain(cell: Tag) -> str:
    """Text of a cell, a number in the form that programs read."""
    text = cell.get_text()
    if cell.name == "td" and "number" in cell.get_attribute_list("class"):
        return text.replace("−", "-").replace(",", "")
    return text


def tables_behind(page: str) -> dict[str, str]:
    r"""The data behind each figure of a page, as CSV by the figure's anchor.

    Numbers are plain: no thousands separator, and the minus sign that programs read.

    Parameters
    ----------
    page : str
        HTML.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> head = "<thead><tr><th>Year</th><th>GDP</th></tr></thead>"
    >>> body = '<tbody><tr><th>2004</th><td class="number">−1,234.5</td></tr></tbody>'
    >>> table = f"<details><table>{head}{body}</table></details>"
    >>> tables_behind(f'<figure class="exhibit" id="fig-a">{table}</figure>')
    {'fig-a': 'Year,GDP\n2004,-1234.5\n'}
    """
    found = {}
    # Only what lies behind the figures is parsed: the drawings are most of a page.
    for name, behind in BEHIND.findall(page):
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        for row in BeautifulSoup(behind, "html.parser").select("table tr"):
            cells = row.find_all(["th", "td"])
            writer.writerow([_plain(cell) for cell in cells])
        if buffer.getvalue():
            found[name] = buffer.getvalue()
    return found


def _kept_tables(page: str) -> dict[str, str]:
    """`tables_behind`, done again only when the page has changed."""
    if not BEHIND.search(page):
        return {}
    kept = memo.kept("tables", (page,), lambda: json.dumps(tables_behind(page)).encode())
    return json.loads(kept)


def offer_data(site: Path, pages: dict[Path, str]) -> None:
    """Write the data behind every figure into ``downloads`` and link them beside the figure.

    Parameters
    ----------
    site : Path
        Root of the site.
    pages : dict of Path to str
        Text of each page; changed in place.
    """
    folder = site / "downloads"
    for page, text in pages.items():
        for name, content in _kept_tables(text).items():
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
            link = CSV_LINK.format(prefix=_prefix(page, site), name=name, words=html.escape(name))
            start = text.index(f'id="{name}"')
            at = text.index("<details>", start)
            text = f"{text[:at]}{link}{text[at:]}"
        pages[page] = text


def changed(root: Path = paths.ROOT) -> dict[str, str]:
    """Date of the last commit that changed each page's source, by path.

    Parameters
    ----------
    root : Path
        Checkout.

    Returns
    -------
    dict of str to str
        ``{"book/index.md": "2026-11-25", …}``; empty outside a git checkout.
    """
    try:
        done = subprocess.run(
            ["git", "log", "--format=%x00%cs", "--name-only", "--", "book", "notebooks"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        )
    except (OSError, subprocess.CalledProcessError):
        return {}
    dates: dict[str, str] = {}
    for commit in done.stdout.split("\0")[1:]:
        date, *names = commit.split("\n")
        for name in filter(None, names):
            dates.setdefault(name, date)
    return dates


def offer_paper(site: Path, pages: dict[Path, str], data: Path = paths.DATA) -> None:
    """Copy the data that open code reads into ``downloads``; link them in every footer.

    Parameters
    ----------
    site : Path
        Root of the site.
    pages : dict of Path to str
        Text of each page; changed in place.
    data : Path
        Folder that holds the files `OFFERED`.

    Raises
    ------
    FileNotFoundError
        If one of them is missing.
    """
    target = site / "downloads"
    target.mkdir(exist_ok=True)
    for name in OFFERED:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes((data / name).read_bytes())
    for page, text in pages.items():
        prefix = _prefix(page, site)
        linked = [name for name in OFFERED if "/" not in name or name in text]
        offers = (OFFER.format(prefix=prefix, name=name, words=OFFERED[name]) for name in linked)
        pages[page] = _in_footer(text, f'<p class="paper-data">{", ".join(offers)}</p>')


def _in_footer(text: str, said: str) -> str:
    """The page with something before its author; without an author it has no footer."""
    return re.sub(r'<p class="component-author">', lambda match: said + match[0], text, count=1)


def date(text: str, name: str, dates: dict[str, str]) -> str:
    """Say in the footer when the page's source last changed.

    Parameters
    ----------
    text : str
        The page.
    name : str
        Its path within the site, without suffix.
    dates : dict of str to str
        From `changed`.

    Returns
    -------
    str
    """
    day = dates.get(f"{name}.md") or dates.get(f"{name}.ipynb")
    if not day:
        return text
    said = f'<p class="last-changed">Last changed <time datetime="{day}">{day}</time></p>'
    return _in_footer(text, said)


def describe(text: str, address: str) -> str:
    """Tags for link previews: those that need an absolute address only if the site has one.

    Parameters
    ----------
    text : str
        The page.
    address : str
        Of the site; empty if that is not known.

    Returns
    -------
    str
    """
    if address:
        return text
    return re.sub(r'<meta property="og:(?:url|image|image:alt)"[^>]*>\s*', "", text)


def sitemap(address: str, pages: list[str], dates: dict[str, str]) -> str:
    """List of pages for search engines.

    Parameters
    ----------
    address : str
        Of the site, with a slash at its end.
    pages : list of str
        Pages by their path within the site.
    dates : dict of str to str
        From `changed`.

    Returns
    -------
    str
        XML.

    Examples
    --------
    >>> dates = {"book/index.md": "2026-11-25"}
    >>> print(sitemap("https://example.org/", ["book/index.html"], dates))
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://example.org/book/index.html</loc><lastmod>2026-11-25</lastmod></url>
    </urlset>
    """
    rows = []
    for page in pages:
        stem = page.removesuffix(".html")
        day = dates.get(f"{stem}.md") or dates.get(f"{stem}.ipynb")
        place = f"<loc>{html.escape(urljoin(address, page))}</loc>"
        when = f"<lastmod>{day}</lastmod>" if day else ""
        rows.append(f"<url>{place}{when}</url>")
    first = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    )
    return "\n".join([*first, *rows, "</urlset>"])


def first_page(title: str, target: str) -> str:
    """index.html: leads to the landing page at once, by a link where a browser does not follow.

    Parameters
    ----------
    title : str
        Of the book.
    target : str
        Address of the landing page.

    Returns
    -------
    str
    """
    return seal(FIRST_PAGE.format(title=html.escape(title), target=html.escape(target)))


def missing_page(address: str, title: str) -> str:
    """404.html: shown at any depth, so it loads nothing and its link does not depend on a script.

    Parameters
    ----------
    address : str
        Of the site, with a slash at its end. If that is not known, one link leads on from the
        site's own folder, which is right on a disk too, and one from a folder below: together they
        serve every address that the book has, at the root of a server or in a sub-folder.
    title : str
        Of the book.

    Returns
    -------
    str
    """
    home, otherwise = html.escape(urljoin(address, LANDING)), FROM_BELOW.format(home=LANDING)
    page = MISSING_PAGE.format(
        title=html.escape(title), home=home, otherwise="" if address else otherwise
    )
    return seal(page)


def finish(site: Path, *, title: str, address: str = "", root: Path = paths.ROOT) -> None:
    """Finish every page of a built site, in place.

    Parameters
    ----------
    site : Path
        Copy of what Sphinx built.
    title : str
        Of the book.
    address : str
        Where the site will stand, with a slash at its end; empty if that is not known.
    root : Path
        Checkout, for the dates of the sources and the data of the paper.
    """
    dates = changed(root)
    pages = {
        path: clean(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
        if "_static" not in path.parts
    }
    offer_data(site, pages)
    offer_paper(site, pages, root / "data")
    lighten(site, pages)
    for path, text in pages.items():
        name = path.relative_to(site).with_suffix("").as_posix()
        path.write_text(seal(describe(date(text, name, dates), address)), encoding="utf-8")
    (site / "index.html").write_text(first_page(title, LANDING), encoding="utf-8")
    (site / "404.html").write_text(missing_page(address, title), encoding="utf-8")
    if address:
        listed = [path.relative_to(site).as_posix() for path in pages if path.parent != site]
        (site / "sitemap.xml").write_text(sitemap(address, listed, dates) + "\n", encoding="utf-8")
    (site / ".buildinfo").unlink(missing_ok=True)
