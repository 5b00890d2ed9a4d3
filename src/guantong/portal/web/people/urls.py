"""The addresses of this area."""

from django.urls import path

from . import clerk, views

urlpatterns = [
    path("", views.record, name="record"),
    path("start/", views.start, name="record_start"),
    path("person/", views.person, name="record_person"),
    path("identity/", views.identity, name="record_identity"),
    path("viewers/", views.viewers, name="record_viewers"),
    path("files/<uuid:file_id>/", views.file, name="record_file"),
    path("employed/", clerk.employed, name="people_employed"),
    path("of/<uuid:person_id>/", clerk.person, name="person"),
    path("of/<uuid:person_id>/identity/", clerk.identity, name="person_identity"),
    path("of/<uuid:person_id>/<str:kind>/<uuid:entry_id>/", clerk.verify, name="person_verify"),
    path("<str:kind>/add/", views.add, name="record_add"),
    path("<str:kind>/none/", views.without, name="record_without"),
    path("<str:kind>/<uuid:entry_id>/", views.change, name="record_change"),
    path("<str:kind>/<uuid:entry_id>/remove/", views.remove, name="record_remove"),
]
