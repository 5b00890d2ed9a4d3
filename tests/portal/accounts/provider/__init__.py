"""A real OpenID Connect provider in a process of its own: django-allauth's, with two people and one client."""
