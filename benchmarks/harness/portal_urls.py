"""The portal's addresses, and the plain page last."""

from django.urls import path

from benchmarks.harness.plain import page
from portal.urls import urlpatterns as portal_patterns

urlpatterns = [*portal_patterns, path("benchmarks/plain/", page)]
