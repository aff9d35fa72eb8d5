"""Addresses of governance."""

from django.urls import path

from governance import views

app_name = "governance"
urlpatterns = [
    path("", views.proposal_list, name="proposal_list"),
    path("law/", views.duty_list, name="duty_list"),
    path("new/<str:subject>/", views.proposal_new, name="proposal_new"),
    path("<uuid:proposal_id>/", views.proposal_detail, name="proposal_detail"),
    path("<uuid:proposal_id>/answer/", views.proposal_answer, name="proposal_answer"),
    path("<uuid:proposal_id>/advise/", views.proposal_advise, name="proposal_advise"),
    path("<uuid:proposal_id>/deviate/", views.proposal_deviate, name="proposal_deviate"),
    path("<uuid:proposal_id>/withdraw/", views.proposal_withdraw, name="proposal_withdraw"),
]
