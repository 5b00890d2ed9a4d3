"""The addresses of the working calendar."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("clock/", views.clock_page, name="calendar_clock"),
]
