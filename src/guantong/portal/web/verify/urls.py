"""The address of verification. What is asked for is posted, so that no log of addresses holds it."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.verify, name="verify"),
    path("offline/", views.offline, name="verify_offline"),
]
