"""The addresses of the pages on which organisations keep their tokens."""

from django.urls import path

from . import pages

_ONE = "<slug:kind>/<uuid:organisation>/"

urlpatterns = [
    path("", pages.index, name="tokens"),
    path("<uuid:token>/", pages.one, name="tokens_one"),
    path(_ONE, pages.of_organisation, name="tokens_of"),
    path(f"{_ONE}make/", pages.make, name="tokens_make"),
]
