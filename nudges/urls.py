"""Addresses of the rules for reminders."""

from django.urls import path

from nudges import views

app_name = "nudges"
urlpatterns = [
    path("", views.rule_list, name="rule_list"),
    path("<str:code>/", views.rule_edit, name="rule_edit"),
]
