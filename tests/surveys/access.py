"""Who gets which answer at which address of surveys. The demo's open survey has invited everybody."""

from collections.abc import Mapping

from tests.access import POST_ONLY, Entry, answers

WAVE = {"wave_id": "surveys.wave@last"}

ACCESS: Mapping[str, Entry] = {
    "surveys:wave_list": Entry(answers(everyone=200)),
    "surveys:wave_new": Entry(answers(programme_office=200)),
    "surveys:ballot_thanks": Entry(answers(everyone=200)),
    "surveys:protocol": Entry(answers(everyone=200)),
    "surveys:wave_detail": Entry(answers(everyone=200), WAVE),
    "surveys:wave_answer": Entry(answers(everyone=200), WAVE),
    # A ballot comes without a person, so nobody is sent to sign in here.
    "surveys:ballot_send": Entry(answers(everyone=405, stranger=405), WAVE),
    "surveys:wave_open": Entry(POST_ONLY, WAVE),
    "surveys:wave_remind": Entry(POST_ONLY, WAVE),
    "surveys:wave_close": Entry(POST_ONLY, WAVE),
    "surveys:wave_void": Entry(POST_ONLY, WAVE),
}
