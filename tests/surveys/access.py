"""Who gets which answer at which address of surveys. The demo's open survey has invited everybody."""

from collections.abc import Mapping

from tests.access import Entry, answers

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
    "surveys:wave_preview": Entry(
        answers(programme_office=200, works_council=200, privacy_officer=200), WAVE, when_missing=404
    ),
    # What is open already can be neither changed nor opened again.
    "surveys:wave_edit": Entry(answers(programme_office=422), WAVE, when_missing=404),
    "surveys:wave_remove": Entry(answers(programme_office=422), WAVE, when_missing=404),
    "surveys:wave_open": Entry(answers(programme_office=422), WAVE, when_missing=404),
    "surveys:wave_remind": Entry(answers(programme_office=200), WAVE, when_missing=404),
    "surveys:wave_close": Entry(answers(programme_office=200), WAVE, when_missing=404),
    "surveys:wave_void": Entry(answers(programme_office=200), WAVE, when_missing=404),
}
