"""Who gets which answer at which address of figures and of the API."""

from collections.abc import Mapping

from tests.access import Entry, answers

METRIC = {"code": "=pilots_by_stage"}
CHART = {"key": "=reach"}
WATCHERS = answers(programme_office=200, administrator=200, privacy_officer=200, works_council=200, board=200)
KEEPERS = answers(hr=200, programme_office=200, administrator=200, privacy_officer=200, works_council=200, board=200)
EVIDENCE = {"evidence_id": "adoption.evidencefile"}

ACCESS: Mapping[str, Entry] = {
    "adoption:overview": Entry(answers(everyone=200)),
    "adoption:measured": Entry(answers(everyone=200)),
    "adoption:metric_detail": Entry(answers(everyone=200), METRIC),
    "adoption:objective_progress": Entry(answers(everyone=200), {"objective_id": "strategy.objective"}),
    "adoption:metric_download": Entry(answers(everyone=200), METRIC),
    "adoption:chart_download": Entry(answers(everyone=200), CHART),
    "adoption:usage_list": Entry(WATCHERS),
    "adoption:usage_new": Entry(answers(programme_office=200, administrator=200)),
    # The description of the API holds no data; a machine reads it before it has a key.
    "api:openapi-json": Entry(answers(everyone=200, stranger=200)),
    "api:metrics": Entry(answers(everyone=200, stranger=401)),
    "api:figures": Entry(answers(everyone=200, stranger=401)),
    "api:api-root": Entry(answers(everyone=404, stranger=404)),
    "adoption:evidence_list": Entry(KEEPERS),
    "adoption:evidence_detail": Entry(KEEPERS, EVIDENCE),
    "adoption:evidence_pdf": Entry(KEEPERS, EVIDENCE),
    "adoption:evidence_workbook": Entry(KEEPERS, EVIDENCE),
    "adoption:evidence_json": Entry(KEEPERS, EVIDENCE),
}
