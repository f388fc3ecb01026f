"""The doctor: what is well is said so, what is not comes with what to do."""

import shutil

import pytest

from crm_mobile.core import preferences
from crm_mobile.core.settings import Settings
from crm_mobile.host import doctor


def bad(found):
    return [finding for finding in found if finding.state == doctor.BAD]


def test_a_migrated_installation_is_well(migrated):
    done = migrated.run("doctor")
    assert done.returncode == 0, done.stdout
    assert "up to date" in done.stdout
    assert doctor.BAD not in done.stdout


def test_pending_migrations_are_named_with_the_command(installation):
    done = installation.run("doctor")
    assert done.returncode == 1
    assert "crm-mobile migrate" in done.stdout


def test_a_wrong_setting_is_a_finding_and_no_traceback(installation):
    done = installation.run("doctor", CRM_TIME_ZONE="Mars/Olympus")
    assert done.returncode == 1
    assert "Mars/Olympus" in done.stdout
    assert done.stderr == ""


def test_a_database_that_does_not_answer_is_bad(tmp_path):
    settings = Settings(home=tmp_path, env="test", database_url="postgresql://nobody@127.0.0.1:9/none")
    found = bad(doctor.findings(settings, {}))
    assert [finding for finding in found if "PostgreSQL" in finding.about]


def test_a_home_that_cannot_be_written_is_bad(tmp_path):
    (tmp_path / "file").write_text("")
    found = doctor.home(Settings(home=tmp_path / "file" / "home", env="test", database_url=""))
    assert found.state == doctor.BAD
    assert "CRM_HOME" in found.advice


def test_a_full_disk_is_bad(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 40, 1 << 40, 1 << 20))
    assert doctor.disk(Settings(home=tmp_path, env="test", database_url="")).state == doctor.BAD


def test_a_slip_in_a_name_is_noticed():
    wrong = {"CRM_ORIGN": "https://crm.example.com", "CRM_DATABASE_URL": "postgresql:///crm"}
    right = {"CRM_ORIGIN": "https://crm.example.com", "CRM_PORT": "8000", "PORT": "8000", "PATH": "/bin"}
    (found,) = doctor.settings_are_known(wrong | right)
    assert found.state == doctor.WARNING
    assert found.about == "Unknown settings: CRM_DATABASE_URL, CRM_ORIGN"
    assert [finding.state for finding in doctor.settings_are_known(right)] == [doctor.GOOD]


def test_half_of_the_push_keys_is_noticed():
    assert doctor.push_keys({"CRM_VAPID_SUBJECT": "mailto:a@example.com"}).state == doctor.WARNING
    assert doctor.push_keys({}).state == doctor.GOOD


def test_a_demo_database_in_production_is_bad(migrated, monkeypatch):
    for name, value in migrated.environment.items():
        monkeypatch.setenv(name, value)
    database_url = migrated.environment["DATABASE_URL"]
    here = Settings(home=migrated.home, env="development", database_url=database_url)
    doctor.database.connect(here)
    preferences.choose("demo", True)
    doctor.database.db.close()
    there = here.model_copy(update={"env": "production", "origin": ""})
    assert [finding for finding in bad(doctor.findings(there, {})) if "demo" in finding.about]
    refused = migrated.run("serve", CRM_ENV="production", CRM_ORIGIN="https://crm.example.com")
    assert refused.returncode == 1
    assert "demo" in refused.stderr


@pytest.mark.parametrize("state", ["ok", "look", "BAD"])
def test_a_finding_is_one_line_and_its_advice(state):
    assert str(doctor.Finding(state, "About.", "Do this.")).splitlines() == [f"{state:>4}  About.", "      → Do this."]
