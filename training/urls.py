"""Addresses of training."""

from django.urls import path

from training.choices import Moment
from training.views import calendars, catalogue, enrolments, lessons, office, quiz, requests, sessions, worklists

app_name = "training"
urlpatterns = [
    path("", catalogue.course_list, name="course_list"),
    path("mine/", enrolments.my_training, name="my_training"),
    path("mine/calendar/", calendars.calendar, name="calendar"),
    path("mine/calendar/make/", calendars.calendar_make, name="calendar_make"),
    path("mine/calendar/end/", calendars.calendar_end, name="calendar_end"),
    path("calendar/<str:secret>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("courses/new/", office.course_create, name="course_create"),
    path("courses/<uuid:course_id>/", catalogue.course_detail, name="course_detail"),
    path("courses/<uuid:course_id>/edit/", office.course_edit, name="course_edit"),
    path("courses/<uuid:course_id>/publish/", office.course_publish, name="course_publish"),
    path("courses/<uuid:course_id>/archive/", office.course_archive, name="course_archive"),
    path("courses/<uuid:course_id>/sessions/new/", sessions.session_create, name="session_create"),
    path("courses/<uuid:course_id>/before/", lessons.confidence, {"moment": Moment.BEFORE}, name="confidence_before"),
    path("courses/<uuid:course_id>/after/", lessons.confidence, {"moment": Moment.AFTER}, name="confidence_after"),
    path("courses/<uuid:course_id>/questions/", quiz.quiz_start, name="quiz_start"),
    path("courses/<uuid:course_id>/questions/review/", quiz.quiz_review, name="quiz_review"),
    path("courses/<uuid:course_id>/questions/finish/", quiz.quiz_finish, name="quiz_finish"),
    path("courses/<uuid:course_id>/result/", quiz.quiz_result, name="quiz_result"),
    path("lessons/<uuid:lesson_id>/", lessons.lesson_detail, name="lesson_detail"),
    path("scenarios/<uuid:scenario_id>/", quiz.scenario_detail, name="scenario_detail"),
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions/<uuid:session_id>/", sessions.session_detail, name="session_detail"),
    path("sessions/<uuid:session_id>/edit/", sessions.session_edit, name="session_edit"),
    path("sessions/<uuid:session_id>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("sessions/<uuid:session_id>/capacity/", sessions.session_capacity, name="session_capacity"),
    path("sessions/<uuid:session_id>/attendance/", sessions.attendance_mark, name="attendance_mark"),
    path("sessions/<uuid:session_id>/attendance/add/", sessions.walk_in, name="walk_in"),
    path("sessions/<uuid:session_id>/enrol/", enrolments.enrol, name="enrol"),
    path("sessions/<uuid:session_id>/enrol-others/", sessions.enrol_other, name="enrol_other"),
    path("sessions/<uuid:session_id>/enrol-team/", requests.enrol_team, name="enrol_team"),
    path("requests/", requests.request_list, name="request_list"),
    path("requests/<uuid:enrolment_id>/", requests.request_answer, name="request_answer"),
    path("enrolments/<uuid:enrolment_id>/", enrolments.enrolment_detail, name="enrolment_detail"),
    path("enrolments/<uuid:enrolment_id>/accept/", enrolments.accept_offer, name="accept_offer"),
    path("enrolments/<uuid:enrolment_id>/decline/", enrolments.decline_offer, name="decline_offer"),
    path("enrolments/<uuid:enrolment_id>/cancel/", enrolments.cancel_enrolment, name="cancel_enrolment"),
    path("requirements/", office.requirement_list, name="requirement_list"),
    path("requirements/new/", office.requirement_create, name="requirement_create"),
    path("team/", worklists.team_list, name="team_list"),
    path("requirements/<uuid:requirement_id>/", worklists.requirement_detail, name="requirement_detail"),
    path("requirements/<uuid:requirement_id>/people/", worklists.requirement_people, name="requirement_people"),
    path("requirements/<uuid:requirement_id>/edit/", office.requirement_edit, name="requirement_edit"),
    path("requirements/<uuid:requirement_id>/end/", office.requirement_end, name="requirement_end"),
]
