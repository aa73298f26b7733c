"""Exercises of the retold chapters."""

import pytest

from helpers import exercises


@pytest.mark.parametrize("page", ["theory", "problems", "countermeasures"])
def test_exercises_accept_the_computed_answer_and_refuse_another(page):
    for number in (1, 2):
        asked = exercises.questions()[f"{page}-{number}"]
        assert exercises.check(asked.id, asked.answer()) == "Right."
        assert exercises.check(asked.id, asked.answer() + 10) != "Right."
        for mistake, sentence in asked.mistakes:
            assert sentence in exercises.check(asked.id, mistake())
