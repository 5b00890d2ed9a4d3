"""The portal's settings as tests want them: quick passwords, files in a folder of their own, no manifest of static files."""

import tempfile
from pathlib import Path

from guantong.portal.settings import *  # noqa: F403

HOME = Path(tempfile.mkdtemp(prefix="guantong-tests-"))  # type: ignore[misc]
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
