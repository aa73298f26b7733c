"""Buttons that lead to the repository only when there is one, and the notebook of each page.

With ``repository: url`` in ``_config.yml`` every page offers its source, an edit and an issue, and
a notebook also the services under ``launch_buttons``. These open the branch ``launch``, on which
the notebooks run alone (tools/ship/launch.py). Without it there are none of these: the theme would
link to an empty address.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from helpers import paths

BUTTONS = ("use_repository_button", "use_edit_page_button", "use_issues_button")
SERVICES = ("binderhub_url", "colab_url", "jupyterhub_url", "deepnote_url", "jupyterlite_url")


def switch(options: dict) -> dict:
    """Theme options with every button on or off, as the address of the repository says.

    Parameters
    ----------
    options : dict
        ``html_theme_options`` of Sphinx; not changed.

    Returns
    -------
    dict

    Examples
    --------
    >>> buttons = {"colab_url": "https://colab.research.google.com", "jupyterhub_url": ""}
    >>> off = switch({"repository_url": " ", "launch_buttons": buttons})
    >>> off["use_issues_button"], off["launch_buttons"], "repository_url" in off
    (False, {}, False)
    >>> on = switch({"repository_url": "https://github.com/a/b/", "launch_buttons": buttons})
    >>> on["use_issues_button"], on["repository_url"], sorted(on["launch_buttons"])
    (True, 'https://github.com/a/b', ['colab_url'])
    """
    options = dict(options)
    address = str(options.pop("repository_url", "") or "").strip().rstrip("/")
    launch = options.get("launch_buttons") or {}
    given = {name: str(launch.get(name) or "").strip() for name in SERVICES}
    services = {name: place for name, place in given.items() if place}
    options["launch_buttons"] = {}
    for name in BUTTONS:
        options[name] = bool(address)
    if address:
        options["repository_url"] = address
        if services:
            interface = {key: launch[key] for key in launch if key == "notebook_interface"}
            options["launch_buttons"] = services | interface
    return options


def _configure(app: Sphinx, config: Config) -> None:
    """Switch the buttons when Sphinx has read its options."""
    config.html_theme_options = switch(config.html_theme_options)
    # Link previews need the address of the site, which Jupyter Book knows as html: baseurl.
    if "ogp_site_url" in config:
        config.ogp_site_url = config.ogp_site_url or config.html_baseurl


def _launch_branch(app: Sphinx) -> None:
    """Let the launch buttons open the branch of the notebooks that run alone."""
    # By now the theme has noted the branch for editing; the launch buttons look the branch up again
    # for each page.
    options = app.config.html_theme_options
    if options.get("repository_url") and options["launch_buttons"]:
        options["repository_branch"] = paths.BRANCH


def _offer(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Offer the notebook of a page for download, and draw each button with an icon of the site."""
    for button in context.get("header_buttons", []):
        for one in (button, *button.get("buttons", [])):
            if one.get("icon", "").startswith("fab "):
                one["icon"] = "fas fa-code-branch"  # the site carries no font of trade marks
    if page.startswith("notebooks/") and doctree is not None and "header_buttons" in context:
        address = context["pathto"](f"downloads/{page}.ipynb", 1)
        context["header_buttons"].append(
            {
                "type": "link",
                "url": address,
                "text": "Notebook",
                "icon": "fas fa-download",
                "tooltip": "Download this page as a notebook that runs alone",
                "label": "download-notebook-button",
            }
        )


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx.

    Parameters
    ----------
    app : Sphinx
        The builder of the book.

    Returns
    -------
    dict of str to bool
        That pages may be read and written in parallel.
    """
    app.connect("config-inited", _configure, priority=900)
    app.connect("builder-inited", _launch_branch, priority=900)
    app.connect("html-page-context", _offer, priority=502)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
