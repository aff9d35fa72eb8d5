import pytest

pytest.register_assert_rewrite("tests.journeys.visiting", "tests.journeys.main_job")
