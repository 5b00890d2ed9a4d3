"""The addresses of notices."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("read/", views.read_all, name="notices_read_all"),
    path("<uuid:message>/read/", views.read, name="notices_read"),
    path("outbox/", views.outbox, name="notices_outbox"),
    path("outbox/<uuid:delivery>/retry/", views.retry, name="notices_retry"),
]
