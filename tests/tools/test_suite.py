"""Every test says what it needs, and fails in one sentence where that is missing."""

import pytest
from browsing import chapters, finished

KINDS = {"unit", "notebook", "site", "browser"}


def test_every_test_has_exactly_one_kind(request):
    for item in request.session.items:
        of_item = KINDS & {mark.name for mark in item.iter_markers()}
        assert len(of_item) == 1, f"{item.nodeid}: {of_item}"


def test_a_test_of_the_site_is_marked_so(request):
    for item in request.session.items:
        if "site" in getattr(item, "fixturenames", ()):
            assert not item.get_closest_marker("unit"), item.nodeid


def test_without_a_site_its_tests_fail_in_one_sentence(tmp_path):
    with pytest.raises(pytest.fail.Exception, match=r"^no built site: run make book first$"):
        finished(tmp_path)


def test_pages_are_known_before_there_is_a_site():
    assert {"book/index.html", "notebooks/verdict.html"} < set(chapters())
