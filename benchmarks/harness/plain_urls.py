"""Only the plain page."""

from django.urls import path

from benchmarks.harness.plain import page

urlpatterns = [path("benchmarks/plain/", page)]
