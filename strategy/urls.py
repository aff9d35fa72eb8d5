"""Addresses of the strategy."""

from django.urls import path

from strategy.views import comments, key_dates, objectives, questions, reading, reviews, writing
from strategy.views import open as opened

app_name = "strategy"
urlpatterns = [
    path("", reading.overview, name="overview"),
    path("house-rules/", reading.house_rules, name="house_rules"),
    path("open/house-rules/", opened.house_rules, name="open_house_rules"),
    path("documents/new/", writing.document_create, name="document_create"),
    path("documents/<uuid:document_id>/versions/", reading.version_list, name="version_list"),
    path("documents/<uuid:document_id>/draft/", writing.draft_start, name="draft_start"),
    path("versions/<uuid:version_id>/", reading.version, name="version"),
    path("versions/<uuid:version_id>/paper/", reading.version_paper, name="version_paper"),
    path("versions/<uuid:version_id>/changed/", reading.changed, name="changed"),
    path("versions/<uuid:version_id>/acknowledge/", reading.acknowledge, name="acknowledge"),
    path("versions/<uuid:version_id>/edit/", writing.draft_edit, name="draft_edit"),
    path("versions/<uuid:version_id>/publish/", writing.version_publish, name="version_publish"),
    path("versions/<uuid:version_id>/ask/", reviews.review_ask, name="review_ask"),
    path("versions/<uuid:version_id>/review/", reviews.review, name="review"),
    path("versions/<uuid:version_id>/take-back/", reviews.review_take_back, name="review_take_back"),
    path("documents/<uuid:document_id>/compare/", reviews.version_compare, name="version_compare"),
    path("reviewers/<uuid:reviewer_id>/", reviews.review_answer, name="review_answer"),
    path("reviewers/<uuid:reviewer_id>/link/", reviews.review_link_send, name="review_link_send"),
    path("reviewers/<uuid:reviewer_id>/release/", reviews.reviewer_release, name="reviewer_release"),
    path("answer/<str:token>/", reviews.review_link, name="review_link"),
    path("versions/<uuid:version_id>/passages/new/", writing.clause_create, name="clause_create"),
    path("passages/<uuid:clause_id>/", writing.clause_edit, name="clause_edit"),
    path("passages/<uuid:clause_id>/here/", writing.clause_here, name="clause_here"),
    path("passages/<uuid:clause_id>/comments/", comments.clause_comments, name="clause_comments"),
    path("versions/<uuid:version_id>/comments/", comments.comments, name="comments"),
    path("comments/<uuid:comment_id>/answer/", comments.comment_reply, name="comment_reply"),
    path("comments/<uuid:comment_id>/close/", comments.comment_resolve, name="comment_resolve"),
    path("comments/<uuid:comment_id>/take/", comments.suggestion_take, name="suggestion_take"),
    path("passages/<uuid:clause_id>/question/", questions.question_edit, name="question_edit"),
    path("passages/<uuid:clause_id>/question/remove/", questions.question_remove, name="question_remove"),
    path("passages/<uuid:clause_id>/move/", writing.clause_move, name="clause_move"),
    path("passages/<uuid:clause_id>/remove/", writing.clause_remove, name="clause_remove"),
    path("preview/<str:language>/", writing.preview, name="preview"),
    path("objectives/", objectives.objective_list, name="objective_list"),
    path("objectives/new/", objectives.objective_create, name="objective_create"),
    path("objectives/<uuid:objective_id>/", objectives.objective, name="objective"),
    path("objectives/<uuid:objective_id>/edit/", objectives.objective_edit, name="objective_edit"),
    path("objectives/<uuid:objective_id>/dates/new/", key_dates.key_date_add, name="key_date_add"),
    path("objectives/dates/<uuid:key_date_id>/reach/", key_dates.key_date_reach, name="key_date_reach"),
    path("objectives/dates/<uuid:key_date_id>/remove/", key_dates.key_date_remove, name="key_date_remove"),
    path("objectives/<uuid:objective_id>/archive/", objectives.objective_archive, name="objective_archive"),
    path("objectives/<uuid:objective_id>/restore/", objectives.objective_restore, name="objective_restore"),
]
