"""A pure step is done again when anything it was made from has changed, and only then."""

import pytest

from tools.build import memo


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A step that counts how often it is done."""
    monkeypatch.setattr(memo, "FOLDER", tmp_path)
    done = []

    def step(*parts, result=b"made"):
        return memo.kept("step", parts, lambda: done.append(parts) or result)

    return step, done


def test_a_step_is_done_once_for_the_same_parts(made):
    step, done = made
    assert [step("a"), step("a"), step(b"a")] == [b"made"] * 3 and len(done) == 1


@pytest.mark.parametrize("other", [("b",), ("a", ""), ("", "a"), ("ab",), ()])
def test_other_parts_are_another_step(made, other):
    step, done = made
    step("a")
    step(*other)
    assert len(done) == 2


def test_other_code_of_the_builder_is_another_step(made, monkeypatch):
    step, done = made
    step("a")
    monkeypatch.setattr(memo, "code", lambda: "other")
    step("a")
    assert len(done) == 2


def test_a_step_that_fails_keeps_nothing(made):
    step, done = made
    with pytest.raises(ZeroDivisionError):
        memo.kept("step", ("a",), lambda: bytes([1 // 0]))
    assert step("a") == b"made" and len(done) == 1


def test_forgetting_makes_every_step_fresh(made):
    step, done = made
    step("a")
    memo.forget()
    step("a")
    assert len(done) == 2


@pytest.mark.parametrize("change", ["content", "name", "lock"])
def test_a_digest_of_files_depends_on_content_place_and_lock(tmp_path, change):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("1", encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("a==1", encoding="utf-8")
    before = memo.of_files(tmp_path / "data", root=tmp_path)
    assert memo.of_files(tmp_path / "data", root=tmp_path) == before
    if change == "name":
        (tmp_path / "data" / "a.csv").rename(tmp_path / "data" / "b.csv")
    else:
        file = {"content": "data/a.csv", "lock": "requirements.txt"}[change]
        (tmp_path / file).write_text("2", encoding="utf-8")
    assert memo.of_files(tmp_path / "data", root=tmp_path) != before
