"""Addresses of pilots."""

from django.urls import path

from pilots import views

app_name = "pilots"
urlpatterns = [
    path("", views.pilot_list, name="pilot_list"),
    path("new/", views.pilot_create, name="pilot_create"),
    path("objectives/<uuid:objective_id>/", views.pilots_of_objective, name="pilots_of_objective"),
    path("<uuid:pilot_id>/", views.pilot, name="pilot"),
    path("<uuid:pilot_id>/edit/", views.pilot_edit, name="pilot_edit"),
    path("<uuid:pilot_id>/decide/", views.decision_create, name="decision_create"),
    path("<uuid:pilot_id>/log/", views.log_create, name="log_create"),
    path("<uuid:pilot_id>/measurements/", views.measurement_create, name="measurement_create"),
    path("measurements/<uuid:measurement_id>/remove/", views.measurement_remove, name="measurement_remove"),
    path("<uuid:pilot_id>/team/", views.member_create, name="member_create"),
    path("<uuid:pilot_id>/team/<uuid:person_id>/", views.member_change, name="member_change"),
]
