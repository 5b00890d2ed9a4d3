"""Every address of the portal."""

from django.urls import include, path

handler400 = "guantong.portal.web.faults.malformed"
handler403 = "guantong.portal.web.faults.forbidden"
handler404 = "guantong.portal.web.faults.not_found"
handler500 = "guantong.portal.web.faults.broken"

urlpatterns = [
    path("api/v1/", include("guantong.portal.api.urls")),
    path("tokens/", include("guantong.portal.api.token_urls")),
    path("", include("guantong.portal.web.urls")),
]
