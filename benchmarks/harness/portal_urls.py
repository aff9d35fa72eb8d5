"""The portal's addresses, and the plain ones last."""

from benchmarks.harness.plain_urls import urlpatterns as plain_patterns
from portal.urls import urlpatterns as portal_patterns

urlpatterns = [*portal_patterns, *plain_patterns]
