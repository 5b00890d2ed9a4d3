"""``python -m tests.portal.accounts.provider FOLDER REDIRECT``: serve on a free port and print the address.

Its database stands in FOLDER; REDIRECT is where its only client may be sent back to. It ends with its standard input.
"""

import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

folder, redirect = Path(sys.argv[1]), sys.argv[2]
key = generate_private_key(public_exponent=65537, key_size=2048)
settings.configure(
    SECRET_KEY="p" * 50,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="tests.portal.accounts.provider.urls",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "allauth",
        "allauth.account",
        "allauth.idp.oidc",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    SESSION_COOKIE_NAME="provider_session",
    USE_TZ=True,
    ACCOUNT_EMAIL_VERIFICATION="none",
    ACCOUNT_RATE_LIMITS=False,
    IDP_OIDC_PRIVATE_KEY=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
)
django.setup()

from allauth.idp.oidc.models import Client  # noqa: E402 - Django has to be set up first
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from tests.portal.accounts.provider.people import CLIENT, PEOPLE, SECRET  # noqa: E402


class Quiet(WSGIRequestHandler):
    """Say nothing of each request."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


call_command("migrate", verbosity=0)
for username, (password, first, last, mail) in PEOPLE.items():
    User.objects.create_user(username, mail, password, first_name=first, last_name=last)
client = Client(id=CLIENT, name="portal", secret=make_password(SECRET), skip_consent=True)
client.set_scopes(["openid", "profile"])
client.set_redirect_uris([redirect])
client.save()
server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"http://127.0.0.1:{server.server_port}", flush=True)
sys.stdin.read()
