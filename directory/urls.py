"""Addresses of directory."""

from django.urls import path

from directory import views

app_name = "directory"
urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("new/", views.import_new, name="import_new"),
    path("titles/", views.title_list, name="title_list"),
    path("invitations/", views.invitation_list, name="invitation_list"),
    path("invitations/new/", views.invitation_new, name="invitation_new"),
    path("invitations/<uuid:job_id>/", views.invitation_job, name="invitation_job"),
    path("invitations/sheets/<uuid:file_id>/", views.code_sheet, name="code_sheet"),
    path("invitations/sheets/<uuid:file_id>/delete/", views.code_sheet_delete, name="code_sheet_delete"),
    path("<uuid:run_id>/", views.import_detail, name="import_detail"),
    path("<uuid:run_id>/columns/", views.import_columns, name="import_columns"),
    path("<uuid:run_id>/titles/", views.import_titles, name="import_titles"),
    path("<uuid:run_id>/confirm/", views.import_confirm, name="import_confirm"),
    path("<uuid:run_id>/again/", views.import_again, name="import_again"),
    path("<uuid:run_id>/cancel/", views.import_cancel, name="import_cancel"),
    path("<uuid:run_id>/lines/", views.import_lines, name="import_lines"),
    path("<uuid:run_id>/refused/", views.import_refused, name="import_refused"),
    path("<uuid:run_id>/codes/", views.import_codes, name="import_codes"),
]
