"""The addresses of this area."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
