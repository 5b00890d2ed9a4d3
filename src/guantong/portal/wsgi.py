"""The entry for any WSGI server: ``guantong.portal.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from guantong.decisions.decide import engine_for
from guantong.policy import load_policy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guantong.portal.settings")
application = get_wsgi_application()
# before the first person asks: reading and compiling all packs takes a second
engine_for(load_policy())
