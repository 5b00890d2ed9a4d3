"""A client that another program writes from the description decides a case on a server that runs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import guantong
from guantong.portal import clock
from guantong.portal.api.views import described

from .conftest import TURNER

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

CLIENT = Path(__file__).parents[3] / ".venv-client" / "bin"
PROGRAM = """
import json, sys
from written.api.decide import decide, path
from written.client import Client
from written.models.case import Case
from written.models.problem import Problem

client = Client(base_url=sys.argv[1])
case = Case.from_dict(json.load(sys.stdin))
answer = decide.sync(client=client, body=case)
wrong = decide.sync_detailed(client=client, body=case, as_of="yesterday")
way = path.sync(client=client, body=case, goal="副高级")
print(json.dumps({
    "answer": answer.to_dict(),
    "wrong": [int(wrong.status_code), wrong.parsed.errors[0].path],
    "way": way.to_dict()["found"],
}))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client as it was written, in a folder of its own."""
    found = tmp_path_factory.mktemp("client")
    description = found / "openapi.json"
    description.write_text(json.dumps(described(), ensure_ascii=False), encoding="utf-8")
    written = subprocess.run(
        [
            *(str(CLIENT / "openapi-python-client"), "generate", "--meta", "none"),
            *("--path", str(description), "--output-path", str(found / "written")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert written.returncode == 0, written.stdout + written.stderr
    assert "Endpoint will not be generated" not in written.stdout + written.stderr
    return found


@pytest.mark.django_db(transaction=True)
def test_written_client_decides_a_case(folder: Path, live_server: LiveServer) -> None:
    done = subprocess.run(
        [str(CLIENT / "python"), "-c", PROGRAM, live_server.url],
        input=json.dumps(TURNER),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    expected = guantong.decide(guantong.load_case(TURNER), today=clock.today()).to_dict()
    assert told["answer"] == expected
    assert told["wrong"] == [422, "query.as_of"]
    assert told["way"] is True
