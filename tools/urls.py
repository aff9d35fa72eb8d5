"""Addresses of the tool catalogue."""

from django.urls import path

from tools.views import catalogue, finder

app_name = "tools"
urlpatterns = [
    path("", catalogue.tool_list, name="tool_list"),
    path("new/", catalogue.tool_create, name="tool_create"),
    path("find/", finder.find, name="find"),
    path("courses/", catalogue.courses_required, name="courses_required"),
    path("courses/mine/", catalogue.courses_needed, name="courses_needed"),
    path("courses/<uuid:course_id>/", catalogue.tools_of_course, name="tools_of_course"),
    path("<uuid:tool_id>/", catalogue.tool_detail, name="tool_detail"),
    path("<uuid:tool_id>/edit/", catalogue.tool_edit, name="tool_edit"),
]
