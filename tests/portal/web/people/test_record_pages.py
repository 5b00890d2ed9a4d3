"""One's own record in a browser: begun, filled, changed, proved; and what happens to bad input."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from guantong.portal.accounts.models import Role, User
from guantong.portal.audit.models import AuditEvent
from guantong.portal.files.models import StoredFile
from guantong.portal.organisations.selectors import regions
from guantong.portal.people import models
from guantong.portal.people.identities import masked
from tests.portal.accounts.signing import granted, sign_in
from tests.portal.files import samples

pytestmark = pytest.mark.django_db
CARD = "450202198803024713"
TURNER = {"level": "technician", "kind": "skill_level", "occupation": "开车床的", "issued_on": "2020.6.1"}


@pytest.fixture
def user() -> User:
    return User.objects.create_user("wei", display_name="韦示例")


@pytest.fixture
def browser(user: User, client: Client) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post("/people/start/")
    return client


@pytest.fixture
def person(browser: Client, user: User) -> models.Person:
    return models.Person.objects.get(user=user)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def add(browser: Client, kind: str, /, **values: Any) -> Any:
    return browser.post(f"/people/{kind}/add/", {"entry_id": str(uuid4()), **values})


def test_looking_at_the_page_begins_nothing(user: User, client: Client) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert "建立我的档案" in text(client.get("/people/"))
    assert not models.Person.objects.exists()


def test_beginning_twice_is_beginning_once(browser: Client, user: User) -> None:
    browser.post("/people/start/")

    assert models.Person.objects.get().name == "韦示例"


def test_a_certificate_in_everyday_words(browser: Client, person: models.Person) -> None:
    answer = add(browser, "certificates", **TURNER)

    assert answer.status_code == 302
    kept = models.SkillCertificate.objects.get(person=person)
    assert (kept.occupation, str(kept.issued_on)) == ("6-18-01-01", "2020-06-01")
    page = text(browser.get("/people/"))
    assert "车工 · 技师" in page
    assert "本人填写" in page
    assert "未核实" in page


@pytest.mark.parametrize("typed", ["2024-05-20", "2024.5.20", "20240520", "2024年5月20日", "２０２４-05-20"])
def test_dates_as_people_write_them(browser: Client, person: models.Person, typed: str) -> None:
    add(browser, "honours", honour="national_technical_expert", granted_on=typed)

    assert str(models.HonourReceived.objects.get().granted_on) == "2024-05-20"


def test_a_month_stays_a_month(browser: Client, person: models.Person) -> None:
    answer = browser.post(
        "/people/employment/add/",
        {"entry_id": str(uuid4()), "employer": "示例公司", "from": "2012年7月"},
        follow=True,
    )

    page = text(answer)
    assert "2012年7月" in page
    assert "2012年7月31日" not in page
    assert "只写了月份" in page
    kept = models.EmploymentPeriod.objects.get()
    assert (str(kept.start), kept.months) == ("2012-07-31", ["from"])
    assert 'value="2012-07"' in text(browser.get(f"/people/employment/{kept.id}/"))


@pytest.mark.parametrize("kind", ["employment", "certificates", "titles", "appraisals", "honours", "education",
                                  "achievements", "apprenticeships", "continuing_education", "sanctions", "targets"])  # fmt: skip
def test_every_form_opens_and_tells_what_is_missing(browser: Client, kind: str) -> None:
    page = browser.get(f"/people/{kind}/add/")

    assert page.status_code == 200
    assert "为什么要填" in text(page)
    assert add(browser, kind, honour="?").status_code == 422 or kind in ("education", "sanctions")


@pytest.mark.parametrize("kind", ["achievements", "apprenticeships", "continuing_education"])
def test_rows_that_no_case_states(browser: Client, person: models.Person, kind: str) -> None:
    rows: dict[str, dict[str, str]] = {
        "achievements": {"kind": "operation_method", "title": "细长轴车削操作法", "start": "2022-01", "end": "2022-09-30"},
        "apprenticeships": {"apprentice": "示例徒弟", "occupation": "车工", "start": "2020-01-01"},
        "continuing_education": {"year": "2025", "content": "数控编程", "hours": "72"},
    }  # fmt: skip

    assert add(browser, kind, **rows[kind]).status_code == 302
    assert next(iter(rows[kind].values()))[:2] in text(browser.get("/people/")) or kind == "achievements"


def test_every_mistake_is_told_at_once_beside_its_field(browser: Client) -> None:
    answer = add(browser, "achievements", kind="poem", title="", start="2024-02-30", end="soon")

    page = text(answer)
    assert answer.status_code == 422
    for name in ("kind", "title", "start", "end"):
        assert f'id="id_{name}_error"' in page
    assert 'value="2024-02-30"' in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"occupation": "车" * 10_000}, "occupation"),
        ({"occupation": "车\x00工"}, "occupation"),
        ({"occupation": "车\u202e工"}, "occupation"),
        ({"number": "S1"}, "number"),
        ({"issued_on": "2031年13月"}, "issued_on"),
        ({"level": "grand master"}, "level"),
        ({"level": ""}, "level"),
    ],
)
def test_bad_input_is_told_and_stays_in_the_form(browser: Client, values: dict[str, str], field: str) -> None:
    answer = add(browser, "certificates", **{**TURNER, **values})

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text(answer)
    assert "2020.6.1" in text(answer) or field == "issued_on"
    assert not models.SkillCertificate.objects.exists()


def test_half_a_character_does_no_harm(browser: Client) -> None:
    body = b"entry_id=" + str(uuid4()).encode() + b"&employer=%ED%A0%80&from=2012-07-01"

    answer = browser.post("/people/employment/add/", body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in (302, 422)
    assert browser.get("/people/").status_code == 200


@pytest.mark.parametrize("name", ["龙䶮", "张𬭎", "买买提·吐尔逊"])
def test_rare_names_are_kept(browser: Client, person: models.Person, name: str) -> None:
    answer = browser.post("/people/person/", {"name": name, "row_version": person.row_version})

    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.name == name
    assert [former.name for former in person.former_names.all()] == ["韦示例"]
    assert name in text(browser.get("/people/"))


def test_markup_in_a_name_is_text(browser: Client, person: models.Person) -> None:
    browser.post("/people/person/", {"name": "<script>1</script>", "row_version": person.row_version})

    assert "<script>1" not in text(browser.get("/people/"))


def test_a_form_sent_twice_adds_one_row(browser: Client, person: models.Person) -> None:
    sent = {"entry_id": str(uuid4()), **TURNER}

    assert browser.post("/people/certificates/add/", sent).status_code == 302
    assert browser.post("/people/certificates/add/", sent).status_code == 302
    assert models.SkillCertificate.objects.count() == 1


def test_whoever_comes_second_sees_both_versions_and_loses_nothing(
    browser: Client, person: models.Person
) -> None:
    add(browser, "certificates", **TURNER)
    kept = models.SkillCertificate.objects.get()
    here = f"/people/certificates/{kept.id}/"
    browser.post(here, {**TURNER, "level": "senior_worker", "row_version": 1})

    answer = browser.post(here, {**TURNER, "occupation": "焊工", "row_version": 1})

    page = text(answer)
    assert answer.status_code == 422
    assert "车工 · 高级工" in page
    assert 'value="焊工"' in page
    assert 'name="row_version" value="2"' in page
    assert browser.post(here, {**TURNER, "occupation": "焊工", "row_version": 2}).status_code == 302
    kept.refresh_from_db()
    assert kept.occupation == "6-18-02-04"


def test_a_file_survives_the_failure_of_another_field(browser: Client, person: models.Person) -> None:
    entry = str(uuid4())
    proof = samples.upload(samples.picture())
    answer = browser.post(
        "/people/certificates/add/", {"entry_id": entry, **TURNER, "level": "", "files": proof}
    )

    kept = StoredFile.objects.get()
    assert answer.status_code == 422
    assert f'name="kept" value="{kept.id}" checked' in text(answer)
    assert kept.attached_at is None

    browser.post("/people/certificates/add/", {"entry_id": entry, **TURNER, "kept": str(kept.id)})
    assert [file.id for file in models.SkillCertificate.objects.get().files.all()] == [kept.id]
    kept.refresh_from_db()
    assert kept.attached_at is not None


def test_a_bad_file_is_told_with_its_name_and_the_good_one_stays(
    browser: Client, person: models.Person
) -> None:
    files = [samples.upload(samples.picture()), samples.upload(b"MZ" + bytes(100), "病毒.jpg")]
    answer = browser.post("/people/certificates/add/", {"entry_id": str(uuid4()), **TURNER, "files": files})

    page = text(answer)
    assert answer.status_code == 422
    assert "病毒.jpg" in page
    assert str(StoredFile.objects.get().id) in page
    assert not models.SkillCertificate.objects.exists()


def test_a_proof_is_for_its_owner(browser: Client, person: models.Person) -> None:
    browser.post(
        "/people/certificates/add/",
        {"entry_id": str(uuid4()), **TURNER, "files": samples.upload(samples.picture())},
    )
    here = f"/people/files/{StoredFile.objects.get().id}/"
    answer = browser.get(here)

    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    other = Client()
    other.force_login(User.objects.create_user("other"), backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(here).status_code == 404


def test_a_proof_asks_staff_for_a_second_factor(browser: Client, person: models.Person) -> None:
    browser.post(
        "/people/certificates/add/",
        {"entry_id": str(uuid4()), **TURNER, "files": samples.upload(samples.picture())},
    )
    here = f"/people/files/{StoredFile.objects.get().id}/"
    client, clerk = Client(), granted(Role.OFFICE_CLERK)
    sign_in(client, clerk, second_factor=False)

    answer = client.get(here)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/2fa/")


def test_taking_the_tick_away_lets_a_file_go(browser: Client, person: models.Person) -> None:
    browser.post(
        "/people/certificates/add/",
        {"entry_id": str(uuid4()), **TURNER, "files": samples.upload(samples.picture())},
    )
    kept = models.SkillCertificate.objects.get()

    browser.post(f"/people/certificates/{kept.id}/", {**TURNER, "row_version": 1})

    assert not kept.files.exists()
    assert StoredFile.objects.get().expires_at is not None


def test_removing_asks_first(browser: Client, person: models.Person) -> None:
    add(browser, "certificates", **TURNER)
    here = f"/people/certificates/{models.SkillCertificate.objects.get().id}/remove/"

    assert "确定删除" in text(browser.get(here))
    assert browser.post(here, {"row_version": "x"}).status_code == 409
    assert models.SkillCertificate.objects.exists()
    browser.post(here, {"row_version": "1"})
    assert not models.SkillCertificate.objects.exists()


def test_nothing_is_an_answer_too(browser: Client, person: models.Person) -> None:
    browser.post("/people/titles/none/", {"stated": "yes"})
    assert "您写的是：没有" in text(browser.get("/people/"))

    add(browser, "titles", series="engineering", level="assistant", obtained_on="2021-12-20")
    person.refresh_from_db()
    assert person.without == []
    assert browser.post("/people/titles/none/", {"stated": "yes"}).status_code == 409


def test_the_number_is_masked_and_its_showing_recorded(browser: Client, person: models.Person) -> None:
    answer = browser.post(
        "/people/person/",
        {
            "name": "韦示例",
            "identity_type": "resident_identity_card",
            "identity_number": CARD,
            "row_version": person.row_version,
        },
    )
    assert answer.status_code == 302
    page = text(browser.get("/people/"))
    assert masked(CARD) == "4502**********4713"
    assert masked(CARD) in page
    assert CARD not in page
    assert CARD not in text(browser.get("/people/person/"))

    assert CARD in text(browser.post("/people/identity/"))
    assert AuditEvent.objects.filter(event="personal_data.read", subject_id=str(person.id)).count() == 1


def test_a_wrong_number_is_told_beside_its_field(browser: Client, person: models.Person) -> None:
    answer = browser.post(
        "/people/person/",
        {
            "identity_type": "resident_identity_card",
            "identity_number": "450202198803024714",
            "row_version": person.row_version,
        },
    )

    page = text(answer)
    assert answer.status_code == 422
    assert 'id="id_identity_number_error"' in page
    assert "校验" in page


def test_an_empty_number_keeps_the_one_that_is_there(browser: Client, person: models.Person) -> None:
    facts = {"name": "韦示例", "identity_type": "resident_identity_card"}
    browser.post("/people/person/", {**facts, "identity_number": CARD, "row_version": person.row_version})
    person.refresh_from_db()
    browser.post(
        "/people/person/",
        {**facts, "region_code": regions()[1].code if regions() else "", "row_version": person.row_version},
    )
    person.refresh_from_db()
    assert person.identity_hash

    browser.post(
        "/people/person/", {"name": "韦示例", "forget_number": "on", "row_version": person.row_version}
    )
    person.refresh_from_db()
    assert not person.identity_hash
    assert not person.identity_cipher


def test_nobody_vouches_for_themselves(browser: Client, person: models.Person) -> None:
    add(browser, "certificates", **TURNER, verified="true")
    browser.post("/people/person/", {"results": "true", "row_version": person.row_version})

    assert models.SkillCertificate.objects.get().query_result == "declared"
    person.refresh_from_db()
    assert person.results == "declared"


def test_findings_are_not_for_people_to_write(browser: Client) -> None:
    assert browser.get("/people/findings/add/").status_code == 404
    assert add(browser, "findings", question="other", answer="true").status_code == 404
    assert not models.FindingMade.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/people/person/",
        "/people/certificates/add/",
        "/people/viewers/",
        "/people/titles/00000000-0000-0000-0000-000000000001/",
    ],
)
def test_without_a_record_there_is_nothing_to_change(client: Client, user: User, address: str) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(address).status_code == 404


def test_a_kind_that_does_not_exist_is_no_page(browser: Client) -> None:
    assert browser.get("/people/secrets/add/").status_code == 404


def test_the_page_asks_the_database_a_bounded_number_of_times(
    browser: Client, person: models.Person, django_assert_max_num_queries: Any
) -> None:
    for year in range(2010, 2025):
        add(browser, "appraisals", year=str(year), grade="qualified")

    with django_assert_max_num_queries(35):
        browser.get("/people/")


def test_every_clause_named_beside_a_field_exists() -> None:
    from guantong.policy import load_policy
    from guantong.portal.web.people.purposes import FIELDS, SECTIONS

    policy = load_policy()
    named = {purpose.clause for purpose in (*SECTIONS.values(), *FIELDS.values()) if purpose.clause}
    assert [clause for clause in sorted(named) if policy.provision(clause) is None] == []
