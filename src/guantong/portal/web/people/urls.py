"""The addresses of this area."""

from django.urls import path

from . import claims, clerk, testifying, views

urlpatterns = [
    path("", views.record, name="record"),
    path("start/", views.start, name="record_start"),
    path("person/", views.person, name="record_person"),
    path("identity/", views.identity, name="record_identity"),
    path("viewers/", views.viewers, name="record_viewers"),
    path("files/<uuid:file_id>/", views.file, name="record_file"),
    path("files/<uuid:file_id>/picture/", views.picture, name="record_picture"),
    path("employed/", clerk.employed, name="people_employed"),
    path("of/<uuid:person_id>/", clerk.person, name="person"),
    path("of/<uuid:person_id>/identity/", clerk.identity, name="person_identity"),
    path("verify/", claims.queue, name="people_verify"),
    path("of/<uuid:person_id>/verify/", claims.of_person, name="person_claims"),
    path("of/<uuid:person_id>/<str:kind>/write/", testifying.add, name="person_entry_add"),
    path("of/<uuid:person_id>/<str:kind>/<uuid:entry_id>/", claims.verify, name="person_verify"),
    path(
        "of/<uuid:person_id>/<str:kind>/<uuid:entry_id>/write/",
        testifying.change,
        name="person_entry_change",
    ),
    path(
        "of/<uuid:person_id>/<str:kind>/<uuid:entry_id>/withdraw/",
        testifying.withdraw,
        name="person_entry_withdraw",
    ),
    path("<str:kind>/add/", views.add, name="record_add"),
    path("<str:kind>/none/", views.without, name="record_without"),
    path("<str:kind>/<uuid:entry_id>/", views.change, name="record_change"),
    path("<str:kind>/<uuid:entry_id>/dispute/", views.dispute, name="record_dispute"),
    path("<str:kind>/<uuid:entry_id>/remove/", views.remove, name="record_remove"),
]
