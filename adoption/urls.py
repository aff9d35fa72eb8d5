"""Addresses of adoption."""

from django.urls import path

from adoption import views

app_name = "adoption"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("what-we-measure/", views.measured, name="measured"),
    path("metrics/<slug:code>/", views.metric_detail, name="metric_detail"),
    path("metrics/<slug:code>/csv/", views.metric_download, name="metric_download"),
    path("objectives/<uuid:objective_id>/", views.objective_progress, name="objective_progress"),
    path("charts/<slug:key>/csv/", views.chart_download, name="chart_download"),
    path("usage/", views.usage_list, name="usage_list"),
    path("usage/new/", views.usage_new, name="usage_new"),
    path("evidence/", views.evidence_list, name="evidence_list"),
    path("evidence/<uuid:evidence_id>/", views.evidence_detail, name="evidence_detail"),
    path("evidence/<uuid:evidence_id>/pdf/", views.evidence_pdf, name="evidence_pdf"),
    path("evidence/<uuid:evidence_id>/xlsx/", views.evidence_workbook, name="evidence_workbook"),
    path("evidence/<uuid:evidence_id>/json/", views.evidence_json, name="evidence_json"),
]
