"""The addresses of this area."""

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.in_general, name="interchange"),
    path("mine/", views.mine, name="interchange_mine"),
    path("examples/<path:case>/", views.example, name="interchange_example"),
]
