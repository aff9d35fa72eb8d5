"""Addresses of the strategy."""

from django.urls import path

from strategy.views import objectives, reading, writing

app_name = "strategy"
urlpatterns = [
    path("", reading.overview, name="overview"),
    path("house-rules/", reading.house_rules, name="house_rules"),
    path("documents/new/", writing.document_create, name="document_create"),
    path("documents/<uuid:document_id>/versions/", reading.version_list, name="version_list"),
    path("documents/<uuid:document_id>/draft/", writing.draft_start, name="draft_start"),
    path("versions/<uuid:version_id>/", reading.version, name="version"),
    path("versions/<uuid:version_id>/acknowledge/", reading.acknowledge, name="acknowledge"),
    path("versions/<uuid:version_id>/edit/", writing.draft_edit, name="draft_edit"),
    path("versions/<uuid:version_id>/publish/", writing.version_publish, name="version_publish"),
    path("versions/<uuid:version_id>/passages/new/", writing.clause_create, name="clause_create"),
    path("passages/<uuid:clause_id>/", writing.clause_edit, name="clause_edit"),
    path("passages/<uuid:clause_id>/move/", writing.clause_move, name="clause_move"),
    path("passages/<uuid:clause_id>/remove/", writing.clause_remove, name="clause_remove"),
    path("preview/<str:language>/", writing.preview, name="preview"),
    path("objectives/", objectives.objective_list, name="objective_list"),
    path("objectives/new/", objectives.objective_create, name="objective_create"),
    path("objectives/<uuid:objective_id>/", objectives.objective, name="objective"),
    path("objectives/<uuid:objective_id>/edit/", objectives.objective_edit, name="objective_edit"),
    path("objectives/<uuid:objective_id>/archive/", objectives.objective_archive, name="objective_archive"),
    path("objectives/<uuid:objective_id>/restore/", objectives.objective_restore, name="objective_restore"),
]
