"""Finish the built pages: light, self-contained, sealed against other hosts, described for search engines and screen readers.

Sphinx builds; this works on a copy of what it built, so that a second build starts from Sphinx's own output.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import re
import subprocess
from pathlib import Path
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from helpers import paths
from tools import bundle

# What a page may load and run: its own files, and the inline scripts whose hashes stand behind script-src.
# Style attributes are everywhere in figures and formulas, so inline styles stay allowed; they cannot fetch from other hosts.
POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
)
# What the theme emits for services that this book does not use, and what only one page needs.
DROPPED = (
    r'<script type="text/x-thebe-config">.*?</script>\s*',
    r"<script>kernelName = [^<]*</script>\s*",
    r"<script[^>]*>[^<]*(?:THEBE_JS_URL|thebe_selector)[^<]*</script>\s*",
    r'<script[^>]*src="[^"]*(?:fontawesome|sphinx-thebe)[^"]*"[^>]*></script>\s*',
    r'<link[^>]*href="[^"]*(?:sphinx-thebe|fontawesome\.js)[^"]*"[^>]*/?>\s*',
    r"<script>DOCUMENTATION_OPTIONS\.pagename = [^<]*</script>\s*",
    r'<div class="sidebar-primary-items__end[^>]*>\s*<div class="sidebar-primary-item">\s*<div id="ethical-ad-placement".*?</div></div>\s*</div>',
)
BEHIND = re.compile(
    r'<figure class="exhibit" id="([^"]+)">(?:(?!</figure>).)*?<details>((?:(?!</figure>).)*)</details></figure>',
    re.S,
)
SETTINGS = re.compile(
    r"\s*(?:let|var) toggle|DOCUMENTATION_OPTIONS\."
)  # inline scripts that set options: they join the one script
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


def clean(text: str) -> str:
    """One page without what would fetch from another host, and with markup that a screen reader can follow."""
    for pattern in DROPPED:
        text = re.sub(pattern, "", text, flags=re.S)
    for old, new in MENDED:
        text = text.replace(old, new)
    # A caption stays in sight while its table scrolls.
    text = re.sub(
        r"<caption>(.*?)</caption>", r"<caption><span>\1</span></caption>", text, flags=re.S
    )
    # The site's own notebooks are files to keep; those on other hosts are pages to open.
    return re.sub(r'(href="[^":]*\.ipynb") target="_blank"', r"\1 download", text)


def policy(text: str) -> str:
    """The Content-Security-Policy of a page: the hashes are those of its own inline scripts.

    >>> policy("<script>let a = 1</script>").split("; ")[1]
    "script-src 'self' 'sha256-LAfYd7pbFUgwfQu8b4q135PeTG2z+/coPEUYCd74eCQ='"
    >>> "sha256" in policy('<script type="application/json">[1]</script><script src="a.js"></script>')
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
    """Put the page's `policy` before everything that could load or run."""
    return re.sub(
        r"<meta charset=[^>]*>",
        lambda match: (
            f'{match[0]}<meta http-equiv="Content-Security-Policy" content="{policy(text)}">'
        ),
        text,
        count=1,
    )


def _prefix(page: Path, site: Path) -> str:
    return "../" * len(page.relative_to(site).parent.parts)


def lighten(site: Path, pages: dict[Path, str]) -> None:
    """Replace the theme's style sheets and scripts by one of each, and drop files that nothing names any more."""
    static = site / "_static"
    sheets: list[str] = []
    sources: list[str] = []
    for page, text in pages.items():
        base = page.parent
        for tag in bundle.SHEET.findall(text):
            name = (base / bundle.address(tag)).resolve().relative_to(static.resolve()).as_posix()
            if name not in sheets and not name.endswith(bundle.FORMULAS):
                sheets.append(name)
        for attributes, code in bundle.SCRIPT.findall(text):
            source = bundle.address(attributes)
            if Path(source).name in bundle.ON_DEMAND or "application/json" in attributes:
                continue
            if source:
                entry = (base / source).resolve().relative_to(static.resolve()).as_posix()
            elif SETTINGS.match(code):
                entry = "=" + code
            else:
                continue
            if entry not in sources:
                sources.append(entry)
    script = bundle.script(static, sources)
    scripts = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [
            static / script,
            *(
                path
                for path in static.rglob("*.js")
                if path.name in bundle.ON_DEMAND and path.name != "searchindex.js"
            ),
        ]
    )
    style = bundle.style(static, sheets, "\n".join(pages.values()), scripts)
    for page, text in pages.items():
        here = _prefix(page, site)
        formulas = (
            f'<link rel="stylesheet" href="{here}_static/katex/{bundle.FORMULAS}">'
            if 'class="katex' in text
            else ""
        )
        wanted = "".join(
            f'<script defer src="{address}"></script>'
            for attributes, _ in bundle.SCRIPT.findall(text)
            if (address := bundle.address(attributes))
            and bundle.ON_DEMAND.get(Path(address).name, "\0") in text
        )

        def left(match):
            code = match[2]
            gone = bundle.address(match[1]) or SETTINGS.match(code)
            return "" if gone else match[0]

        text = bundle.SCRIPT.sub(left, bundle.PRELOAD.sub("", bundle.SHEET.sub("", text)))
        head = f'<link rel="stylesheet" href="{here}_static/{style}">{formulas}<script defer src="{here}_static/{script}"></script>{wanted}'
        pages[page] = re.sub(r"(?=\s*</head>)", lambda match: head, text, count=1)
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


def tables_behind(page: str) -> dict[str, str]:
    """The data behind each figure of a page, as CSV by the figure's anchor.

    Numbers are plain: no thousands separator, and the minus sign that programs read.

    >>> tables_behind('<figure class="exhibit" id="fig-a"><details><table><thead><tr><th>Year</th><th>GDP</th></tr></thead>'
    ...               '<tbody><tr><th>2004</th><td class="number">−1,234.5</td></tr></tbody></table></details></figure>')
    {'fig-a': 'Year,GDP\\n2004,-1234.5\\n'}
    """
    found = {}
    # Only what lies behind the figures is parsed: the drawings are most of a page.
    for name, behind in BEHIND.findall(page):
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        for row in BeautifulSoup(behind, "html.parser").select("table tr"):
            cells = row.find_all(["th", "td"])
            writer.writerow(
                [
                    cell.get_text().replace("−", "-").replace(",", "")
                    if cell.name == "td" and "number" in cell.get("class", [])
                    else cell.get_text()
                    for cell in cells
                ]
            )
        if buffer.getvalue():
            found[name] = buffer.getvalue()
    return found


def offer_data(site: Path, pages: dict[Path, str]) -> None:
    """Write the data behind every figure into ``downloads`` and link them beside the figure."""
    folder = site / "downloads"
    for page, text in pages.items():
        for name, content in tables_behind(text).items():
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.csv").write_text(content, encoding="utf-8")
            link = f'<a class="csv" href="{_prefix(page, site)}downloads/{name}.csv" download>CSV<span class="visually-hidden"> of the data behind {html.escape(name)}</span></a>'
            start = text.index(f'id="{name}"')
            at = text.index("<details>", start)
            text = f"{text[:at]}{link}{text[at:]}"
        pages[page] = text


def changed(root: Path = paths.ROOT) -> dict[str, str]:
    """Date of the last commit that changed each page's source, by path; nothing outside a git checkout.

    Returns
    -------
    dict
        ``{"book/index.md": "2026-11-25", …}``
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


def date(text: str, name: str, dates: dict[str, str]) -> str:
    """Say in the footer when the page's source last changed; ``name`` is the page without its suffix."""
    day = dates.get(f"{name}.md") or dates.get(f"{name}.ipynb")
    if not day:
        return text
    return re.sub(
        r'(<p class="component-author">)',
        lambda match: (
            f'<p class="last-changed">Last changed <time datetime="{day}">{day}</time></p>{match[1]}'
        ),
        text,
        count=1,
    )


def describe(text: str, address: str) -> str:
    """Tags for link previews: those that need an absolute address only if the site has one."""
    return (
        text
        if address
        else re.sub(r'<meta property="og:(?:url|image|image:alt)"[^>]*>\s*', "", text)
    )


def sitemap(address: str, pages: list[str], dates: dict[str, str]) -> str:
    """List of pages for search engines.

    >>> print(sitemap("https://example.org/", ["book/index.html"], {"book/index.md": "2026-11-25"}))
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://example.org/book/index.html</loc><lastmod>2026-11-25</lastmod></url>
    </urlset>
    """
    rows = []
    for page in pages:
        stem = page.removesuffix(".html")
        day = dates.get(f"{stem}.md") or dates.get(f"{stem}.ipynb")
        rows.append(
            f"<url><loc>{html.escape(urljoin(address, page))}</loc>"
            + (f"<lastmod>{day}</lastmod>" if day else "")
            + "</url>"
        )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *rows,
            "</urlset>",
        ]
    )


def first_page(title: str, target: str) -> str:
    """index.html: leads to the landing page at once, and by a link where a browser does not follow."""
    title, target = html.escape(title), html.escape(target)
    return seal(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>{title}</title><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="refresh" content="0; url={target}"></head><body><main><h1>{title}</h1><p><a href="{target}">To the first page</a></p></main></body></html>'
    )


def missing_page(address: str, title: str) -> str:
    """404.html: a server shows it at any depth, so it loads nothing and links to the site's address, if there is one."""
    home = html.escape(address or "/")
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>Page not found — {html.escape(title)}</title>'
        "<style>:root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}</style></head>"
        f'<body><main><h1>Page not found</h1><p>There is no page at this address. It may have moved when the book was reordered.</p><p><a href="{home}">To the first page</a></p></main></body></html>'
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
        Checkout, for the dates of the sources.
    """
    dates = changed(root)
    pages = {
        path: clean(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
        if "_static" not in path.parts
    }
    offer_data(site, pages)
    lighten(site, pages)
    for path, text in pages.items():
        name = path.relative_to(site).with_suffix("").as_posix()
        path.write_text(seal(describe(date(text, name, dates), address)), encoding="utf-8")
    (site / "index.html").write_text(first_page(title, "book/index.html"), encoding="utf-8")
    (site / "404.html").write_text(missing_page(address, title), encoding="utf-8")
    if address:
        listed = [path.relative_to(site).as_posix() for path in pages if path.parent != site]
        (site / "sitemap.xml").write_text(sitemap(address, listed, dates) + "\n", encoding="utf-8")
    (site / ".buildinfo").unlink(missing_ok=True)
