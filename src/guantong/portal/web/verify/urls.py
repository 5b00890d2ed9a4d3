"""The address of verification. What is asked for is posted, so that no log of addresses holds it."""

from django.urls import path

from . import authorities, published, reports, views

_ISSUER = "issuers/<slug:kind>-<slug:unit>/"

urlpatterns = [
    path("", views.ask, name="verify"),
    path("answer/", views.verify, name="verify_answer"),  # apart, so that another # opens the page anew
    path("authorities/", authorities.page, name="verify_authorities"),
    path("authorities.json", authorities.document, name="verify_authorities_document"),
    path("report/", reports.report, name="verify_report"),
    path("offline/", views.offline, name="verify_offline"),
    path("offline/page.html", published.offline_page, name="verify_offline_page"),
    path(f"{_ISSUER}did.json", published.did, name="verify_did"),
    path(f"{_ISSUER}keys.json", published.keys, name="verify_keys"),
    path(f"{_ISSUER}register.jwt", published.register, name="verify_register"),
    path(f"{_ISSUER}lists/<slug:purpose>/<int:number>", published.status, name="verify_status"),
]
