"""The entry for any WSGI server: ``guantong.portal.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guantong.portal.settings")
application = get_wsgi_application()
