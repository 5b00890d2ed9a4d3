"""The addresses of organisations."""

from django.urls import path

from . import asking, managing, own

_ONE = "manage/<slug:kind>/<uuid:organisation>/"

urlpatterns = [
    path("", asking.offices, name="organisations"),
    path("offices/<uuid:office>/", asking.office, name="organisations_office"),
    path("bodies/", asking.bodies, name="organisations_bodies"),
    path("own/", own.own, name="organisations_own"),
    path("offices/<uuid:office>/closures/", own.closures, name="organisations_closures"),
    path("manage/<slug:kind>/", managing.listed, name="organisations_list"),
    path("manage/<slug:kind>/add/", managing.add, name="organisations_add"),
    path(_ONE, own.detail, name="organisations_detail"),
    path(f"{_ONE}contact/", own.contact, name="organisations_contact"),
    path(f"{_ONE}edit/", managing.edit, name="organisations_edit"),
    path("bodies/<uuid:body>/scopes/", managing.scopes, name="organisations_scopes"),
]
