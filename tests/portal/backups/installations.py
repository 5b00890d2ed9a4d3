"""Portals with a folder and a database of their own, run in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[3]
_START: Final = "import sys; from guantong.cli import main; sys.exit(main())"
_DJANGO: Final = "from guantong.portal import serving; serving.setup()\n"

FILLING: Final = """
from django.core.management import call_command
call_command("migrate", verbosity=0)

from guantong.portal import clock
from guantong.portal.accounts.models import User
from guantong.portal.files.services import file_upload
from guantong.portal.people import services
from guantong.portal.people.kinds import KINDS
from tests.portal.files import samples

now = clock.now()
user = User.objects.create_user("wei", display_name="韦示例")
person = services.person_create(actor=user, user=user, name="韦示例", now=now)
case = {"person": {"identity": {"type": "passport", "number": "E12345678"}}}
services.fill_record(actor=user, person=person, case=case, now=now)
proof = file_upload(actor=user, upload=samples.upload(samples.picture()), now=now)
services.entry_add(
    actor=user, person=person, kind=KINDS["titles"], files=[proof.id], now=now,
    values={"series": "engineering", "level": "assistant", "obtained_on": "2021-12-20"},
)
"""
TELLING: Final = """
from guantong.portal.people.models import Person, TitleHeld
from guantong.portal.people.selectors import identity_number
from django.core.files.storage import default_storage

for person in Person.objects.all():
    print(person.name, identity_number(person))
for title in TitleHeld.objects.all():
    for file in title.files.all():
        with default_storage.open(file.storage_key) as kept:
            print(title.level, len(kept.read()))
"""
RENAMING: Final = """
from guantong.portal.people.models import Person
Person.objects.update(name="变了")
"""


@dataclass
class Installation:
    """A portal; `database` is its address, empty for SQLite in `home`."""

    home: Path
    database: str = ""

    def guantong(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command."""
        return self._run(_START, *arguments)

    def run(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run code inside the portal."""
        return self._run(_DJANGO + code)

    def told(self, *codes: str) -> str:
        """What code prints that runs without a mistake."""
        done = self.run("\n".join(codes))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "GUANTONG_HOME": str(self.home), "DATABASE_URL": self.database}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        return subprocess.run(
            [sys.executable, "-c", *arguments],
            env=environment,
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
