"""The addresses of this area."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.entries, name="audit"),
    path("mine/", views.mine, name="audit_mine"),
    path("export/", views.export, name="audit_export"),
    path("verification/", views.verification, name="audit_verification"),
]
