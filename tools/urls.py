"""Addresses of the tool catalogue."""

from django.urls import path

from tools.views import access, catalogue, declarations, finder, incidents, needs
from tools.views import open as opened

app_name = "tools"
urlpatterns = [
    path("", catalogue.tool_list, name="tool_list"),
    path("new/", catalogue.tool_create, name="tool_create"),
    path("find/", finder.find, name="find"),
    path("declare/", declarations.declare, name="declare"),
    path("declare/send/", declarations.declare_unnamed, name="declare_unnamed"),
    path("declare/named/", declarations.declare_named, name="declare_named"),
    path("declare/how/", declarations.declare_how, name="declare_how"),
    path("declarations/", needs.declaration_list, name="declaration_list"),
    path("declarations/<uuid:declaration_id>/", declarations.declaration, name="declaration"),
    path("declarations/<uuid:declaration_id>/helped/", needs.declaration_helped, name="declaration_helped"),
    path("needs/", needs.need_list, name="need_list"),
    path("promise/", needs.promise, name="promise"),
    path("promise/ask/", needs.promise_ask, name="promise_ask"),
    path("promise/withdraw/", needs.promise_withdraw, name="promise_withdraw"),
    path("open/", opened.open_list, name="open_list"),
    path("open/poster/", opened.open_poster, name="open_poster"),
    path("mine/", access.my_access, name="my_access"),
    path("requests/", access.request_list, name="request_list"),
    path("requests/<uuid:request_id>/", access.request_answer, name="request_answer"),
    path("requests/<uuid:request_id>/end/", access.request_end, name="request_end"),
    path("courses/", catalogue.courses_required, name="courses_required"),
    path("courses/mine/", catalogue.courses_needed, name="courses_needed"),
    path("courses/<uuid:course_id>/", catalogue.tools_of_course, name="tools_of_course"),
    path("<uuid:tool_id>/", catalogue.tool_detail, name="tool_detail"),
    path("<uuid:tool_id>/ask/", access.ask, name="ask"),
    path("<uuid:tool_id>/seats/", access.seat_list, name="seat_list"),
    path("<uuid:tool_id>/seats/give/", access.seat_give, name="seat_give"),
    path("<uuid:tool_id>/wrong/", incidents.tool_wrong, name="tool_wrong"),
    path("<uuid:tool_id>/edit/", catalogue.tool_edit, name="tool_edit"),
]
