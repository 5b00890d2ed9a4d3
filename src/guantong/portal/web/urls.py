"""The pages. Each area has addresses of its own."""

from django.urls import include, path

from . import views

_AREA = "guantong.portal.web.{}.urls".format

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("display/", views.display, name="display"),
    path("language/", views.language, name="language"),
    path("healthz", views.health, name="health"),
    path("check/", include(_AREA("selfcheck"))),
    path("interchange/", include(_AREA("interchange"))),
    path("policies/", include(_AREA("policies"))),
    path("account/", include(_AREA("account"))),
    path("organisations/", include(_AREA("organisations"))),
    path("people/", include(_AREA("people"))),
    path("audit/", include(_AREA("audit"))),
    path("notices/", include(_AREA("notices"))),
    path("help/", include(_AREA("help"))),
    path("calendar/", include(_AREA("calendar"))),
    path("certificates/", include(_AREA("certificates"))),
    path("verify/", include(_AREA("verify"))),
]
