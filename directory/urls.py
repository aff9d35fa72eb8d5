"""Addresses of directory."""

from django.urls import path

from directory.views import cover, imports
from directory.views import people as by_hand

# Below the addresses of people, who are not of this app, and under no name of it.
people = [
    path("new/", by_hand.person_add, name="person_add"),
    path("cover/", cover.my_cover, name="my_cover"),
    path("<uuid:person_id>/edit/", by_hand.person_edit, name="person_edit"),
    path("<uuid:person_id>/leave/", by_hand.person_leave, name="person_leave"),
    path("<uuid:person_id>/cover/", cover.person_cover, name="person_cover"),
    path("<uuid:person_id>/cover/deputies/", cover.deputy_appoint, name="deputy_appoint"),
    path("<uuid:person_id>/cover/away/", cover.away_set, name="away_set"),
    path("<uuid:person_id>/cover/away/end/", cover.away_end, name="away_end"),
    path("cover/<uuid:deputy_id>/end/", cover.deputy_end, name="deputy_end"),
    path("invitations/", imports.invitation_list, name="invitation_list"),
    path("invitations/new/", imports.invitation_new, name="invitation_new"),
    path("invitations/<uuid:job_id>/", imports.invitation_job, name="invitation_job"),
    path("invitations/sheets/<uuid:file_id>/", imports.code_sheet, name="code_sheet"),
    path("invitations/sheets/<uuid:file_id>/delete/", imports.code_sheet_delete, name="code_sheet_delete"),
]
app_name = "directory"
urlpatterns = [
    path("", imports.import_list, name="import_list"),
    path("new/", imports.import_new, name="import_new"),
    path("titles/", imports.title_list, name="title_list"),
    path("<uuid:run_id>/", imports.import_detail, name="import_detail"),
    path("<uuid:run_id>/columns/", imports.import_columns, name="import_columns"),
    path("<uuid:run_id>/table/", imports.import_table, name="import_table"),
    path("<uuid:run_id>/titles/", imports.import_titles, name="import_titles"),
    path("<uuid:run_id>/confirm/", imports.import_confirm, name="import_confirm"),
    path("<uuid:run_id>/again/", imports.import_again, name="import_again"),
    path("<uuid:run_id>/cancel/", imports.import_cancel, name="import_cancel"),
    path("<uuid:run_id>/lines/", imports.import_lines, name="import_lines"),
    path("<uuid:run_id>/refused/", imports.import_refused, name="import_refused"),
    path("<uuid:run_id>/codes/", imports.import_codes, name="import_codes"),
]
