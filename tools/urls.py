"""Addresses of the tool catalogue."""

from django.urls import path

from tools import views

app_name = "tools"
urlpatterns = [
    path("", views.tool_list, name="tool_list"),
    path("new/", views.tool_create, name="tool_create"),
    path("courses/", views.courses_required, name="courses_required"),
    path("courses/mine/", views.courses_needed, name="courses_needed"),
    path("courses/<uuid:course_id>/", views.tools_of_course, name="tools_of_course"),
    path("<uuid:tool_id>/", views.tool_detail, name="tool_detail"),
    path("<uuid:tool_id>/edit/", views.tool_edit, name="tool_edit"),
]
