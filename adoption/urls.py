"""Addresses of adoption."""

from django.urls import path

from adoption import views

app_name = "adoption"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("what-we-measure/", views.measured, name="measured"),
    path("metrics/<slug:code>/", views.metric_detail, name="metric_detail"),
    path("metrics/<slug:code>/csv/", views.metric_download, name="metric_download"),
    path("charts/<slug:key>/csv/", views.chart_download, name="chart_download"),
    path("usage/", views.usage_list, name="usage_list"),
    path("usage/new/", views.usage_new, name="usage_new"),
]
