"""Addresses of surveys."""

from django.urls import path

from surveys import views

app_name = "surveys"
urlpatterns = [
    path("", views.wave_list, name="wave_list"),
    path("new/", views.wave_new, name="wave_new"),
    path("thanks/", views.ballot_thanks, name="ballot_thanks"),
    path("privacy/", views.protocol, name="protocol"),
    path("<uuid:wave_id>/", views.wave_detail, name="wave_detail"),
    path("<uuid:wave_id>/answer/", views.wave_answer, name="wave_answer"),
    path("<uuid:wave_id>/send/", views.ballot_send, name="ballot_send"),
    path("<uuid:wave_id>/preview/", views.wave_preview, name="wave_preview"),
    path("<uuid:wave_id>/edit/", views.wave_edit, name="wave_edit"),
    path("<uuid:wave_id>/remove/", views.wave_remove, name="wave_remove"),
    path("<uuid:wave_id>/open/", views.wave_open, name="wave_open"),
    path("<uuid:wave_id>/remind/", views.wave_remind, name="wave_remind"),
    path("<uuid:wave_id>/close/", views.wave_close, name="wave_close"),
    path("<uuid:wave_id>/void/", views.wave_void, name="wave_void"),
]
