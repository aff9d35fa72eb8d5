"""The plain page, and the form that writes one row."""

from django.urls import path

from benchmarks.harness.plain import insert, page

urlpatterns = [path("benchmarks/plain/", page), path("benchmarks/insert/", insert)]
