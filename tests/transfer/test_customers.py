"""The import of customers, from the command to what can be found afterwards."""

import csv
import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from crm_mobile.core import database, search
from crm_mobile.core.clock import now
from crm_mobile.core.settings import Settings
from crm_mobile.customers.models import Contact, Customer, CustomerPhone, CustomerTag
from crm_mobile.events.models import Event
from crm_mobile.team.models import Territory
from crm_mobile.transfer.checking import Rules
from crm_mobile.transfer.columns import plan
from crm_mobile.transfer.commands import customers as import_customers
from crm_mobile.transfer.customers import bring_in
from crm_mobile.transfer.items import Wishes
from crm_mobile.transfer.reading import open_table
from tests.shared_data import shared

MAPS = ["--map", "id=reference", "--map", "company=name", "--map", "tel=phone", "--map", "mail=email"]
HEADER = "id,company,tel,mail,lat,lon,labels,who\n"
ALL = [*MAPS, "--map", "lat=latitude", "--map", "lon=longitude", "--map", "labels=tags", "--map", "who=contact"]
GOOD = '7,"Cosi, Inc.",312-555-0100,info@cosi.example,41.88,-87.63,food;lunch,Ann Lee\n'


@pytest.fixture
def run(world, tmp_path: Path):
    def import_(content: str | bytes, *options: str, status: int = 0) -> str:
        file = tmp_path / "list.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        result = CliRunner().invoke(import_customers, [str(file), *options], obj=Settings(home=tmp_path, env="test"))
        assert result.exit_code == status, result.output
        return result.output

    return import_


def imported() -> int:
    """The cast has customers of its own, without references."""
    return Customer.select().where(Customer.reference.is_null(False)).count()


def wrong_rows(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "list.errors.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_becomes_a_customer_with_all_that_belongs_to_her(run, world):
    said = run(HEADER + GOOD, *ALL, "--key", "id", "--owner", "rosa@crm.example", "--territory", "north")
    assert "1 added, 0 changed, 0 as they were, 0 wrong" in said
    customer = Customer.get(Customer.reference == "7")
    assert (customer.name, customer.owner_id, customer.territory_id) == ("Cosi, Inc.", world.rosa_id, world.north_id)
    assert (customer.latitude, customer.place_source, customer.stage_id) == (41.88, "import", "lead")
    assert [phone.e164 for phone in customer.phones] == ["+13125550100"]
    assert [contact.name for contact in customer.contacts] == ["Ann Lee"]
    assert sorted(link.tag.name for link in customer.tag_links) == ["food", "lunch"]
    event = Event.get(Event.customer_id == customer.id)
    assert (event.verb, event.changes) == ("customer.imported", {})
    scopes = [search.owner_scope(world.rosa_id)]
    assert search.find("customer", "cosi lee", scopes) == [customer.id]
    assert search.find("customer", "cosi", [search.owner_scope(world.stella_id)]) == []


def test_columns_are_understood_by_their_names(run, world):
    said = run("Company Name,ZIP,Anything\nCosi,60606,x\n")
    assert "Company Name = name, ZIP = postcode." in said and "1 added" in said


def test_a_second_run_writes_only_what_differs(run, world):
    run(HEADER + GOOD, *ALL, "--key", "id")
    before = Event.select().count()
    assert "0 added, 0 changed, 1 as they were" in run(HEADER + GOOD, *ALL, "--key", "id")
    assert Event.select().count() == before
    changed = GOOD.replace("Cosi, Inc.", "Così Roma").replace("0100", "0199").replace("lunch", "dinner")
    assert "0 added, 1 changed" in run(HEADER + changed, *ALL, "--key", "id")
    customer = Customer.get(Customer.reference == "7")
    assert (customer.name, customer.name_key, customer.version) == ("Così Roma", "cosi roma", 2)
    assert [phone.e164 for phone in customer.phones] == ["+13125550100", "+13125550199"]
    assert sorted(link.tag.name for link in customer.tag_links) == ["dinner", "food", "lunch"]
    event = Event.select().order_by(Event.id.desc()).first()
    assert event.verb == "customer.changed" and event.changes["name"] == ["Cosi, Inc.", "Così Roma"]
    assert search.find("customer", "roma", [search.EVERYONE]) == [customer.id]
    assert search.find("customer", "inc", [search.EVERYONE]) == []


def test_empty_cells_erase_nothing_and_a_place_taken_on_the_spot_stays(run, world):
    run(HEADER + GOOD, *ALL, "--key", "id")
    Customer.update(latitude=41.9, longitude=-87.7, place_source="phone").where(Customer.reference == "7").execute()
    run(HEADER + "7,Cosi,,,41.88,-87.63,,\n", *ALL, "--key", "id")
    customer = Customer.get(Customer.reference == "7")
    assert (customer.latitude, customer.place_source, customer.email) == (41.9, "phone", "info@cosi.example")
    assert (customer.name, customer.phones.count(), customer.contacts.count()) == ("Cosi", 1, 1)


@pytest.mark.parametrize("key", ["mail", "tel", "company"])
def test_rows_are_found_again_by_other_keys(run, world, key: str):
    run(HEADER + GOOD, *ALL, "--key", key)
    said = run(HEADER + GOOD.replace("Ann Lee", "Bo Chen"), *ALL, "--key", key)
    assert "0 added, 1 changed" in said
    assert sorted(contact.name for contact in Contact.select()) == ["Ann Lee", "Bo Chen"]


def test_wrong_rows_stay_behind_with_line_and_reason(run, world, tmp_path: Path):
    rows = [
        "1,Good,,,,,,\n",
        "2,,312,not mail,,,,\n",
        ",,,,,,,\n",
        "4,Long,,,,,,,extra\n",
        '5,"Two\nlines",,,95,0,,\n',
        "1,Again,,,,,,\n",
    ]
    said = run(HEADER + "".join(rows), *ALL, "--key", "id")
    assert "1 added, 0 changed, 0 as they were, 5 wrong" in said and "list.errors.csv" in said
    wrong = wrong_rows(tmp_path)
    assert [row["line"] for row in wrong] == ["3", "4", "5", "7", "8"]
    assert "name: it is empty. email: “not mail” is no e-mail address." in wrong[0]["reason"]
    assert wrong[1]["reason"] == "Every value is empty."
    assert "9 values" in wrong[2]["reason"]
    assert "is no place" in wrong[3]["reason"] and wrong[3]["company"] == "Two\nlines"
    assert wrong[4]["reason"] == "reference: line 2 has the same."
    assert imported() == 1


def test_the_error_file_can_be_corrected_and_brought_in_again(run, world, tmp_path: Path):
    run(HEADER + "2,,,,,,,\n", *ALL, "--key", "id")
    corrected = (tmp_path / "list.errors.csv").read_text("utf-8-sig").replace(",2,,", ",2,Named now,")
    assert "1 added" in run(corrected, *ALL, "--key", "id")
    assert Customer.get(Customer.reference == "2").name == "Named now"


def test_a_reference_that_is_taken_is_refused_without_a_key(run, world, tmp_path: Path):
    run(HEADER + GOOD, *ALL)
    said = run(HEADER + GOOD + "8,New,,,,,,\n", *ALL)
    assert "1 added, 0 changed, 0 as they were, 1 wrong" in said
    assert "Cosi, Inc. has it already" in wrong_rows(tmp_path)[0]["reason"]


def test_a_key_that_two_customers_have_is_not_guessed(run, world, tmp_path: Path):
    run(HEADER + "1,Twin,,a@b.example,,,,\n2,Twin,,c@d.example,,,,\n", *ALL)
    run(HEADER + "1,Twin,,,,,,\n", *ALL, "--key", "company")
    assert "2 customers have it" in wrong_rows(tmp_path)[0]["reason"]


def test_dry_run_changes_nothing_but_names_what_is_wrong(run, world, tmp_path: Path):
    before = Event.select().where(Event.verb == "customer.imported").count()
    said = run(HEADER + GOOD + "9,,,,,,,\n", *ALL, "--key", "id", "--dry-run")
    assert "1 added, 0 changed, 0 as they were, 1 wrong" in said and "nothing was changed" in said
    assert (imported(), Event.select().where(Event.verb == "customer.imported").count()) == (0, before)
    assert len(wrong_rows(tmp_path)) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--owner", "ghost@crm.example"], "Nobody signs in as ghost@crm.example"),
        (["--territory", "Atlantis"], "There is no territory Atlantis. There are: Far, North, South."),
        (["--map", "compny=name"], "Did you mean company?"),
        (["--key", "ID number"], "no column ID number"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_read(run, world, options: list[str], sentence: str):
    assert sentence in run(HEADER + GOOD, *ALL, *options, status=1)
    assert imported() == 0


def test_an_unmigrated_database_gets_a_sentence(tmp_path: Path):
    environment = {**os.environ, "CRM_HOME": str(tmp_path), "DATABASE_URL": ""}
    (tmp_path / "list.csv").write_text("name\nx")
    command = [sys.executable, "-m", "crm_mobile.cli", "import", "customers", str(tmp_path / "list.csv")]
    ended = subprocess.run(command, cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True)
    assert ended.returncode == 1 and "Run crm-mobile migrate first" in ended.stderr


def test_hostile_values_land_as_text(run, world):
    names = ["'); DROP TABLE customer;--", "=cmd|' /C calc'!A0", "مرحبا", "🥐" * 200, "<script>alert(1)</script>"]
    rows = "".join(f'{n},"{name}",,,,,,\n' for n, name in enumerate(names))
    assert "5 added" in run(HEADER + rows, *ALL, "--key", "id")
    assert {each.name for each in Customer.select().where(Customer.reference.is_null(False))} == set(names)


def many(count: int, first: int = 0) -> bytes:
    each = "{0},Shop {0},312-555-{1:04},s{0}@shop.example,41.{0:05},-87.6,food,Pat {0}\n"
    lines = (each.format(n, n % 10_000) for n in range(first, first + count))
    return gzip.compress((HEADER + "".join(lines)).encode(), 1)


def test_queries_grow_with_batches_and_not_with_rows(run, world, count_queries):
    with count_queries() as few:
        run(many(20), *ALL, "--key", "id")
    with count_queries() as more:
        run(many(900, first=100), *ALL, "--key", "id")
    assert len(more) <= len(few) + 3


KILLED = """
import sys
from pathlib import Path
from crm_mobile.core import database
from crm_mobile.core.settings import Settings
from crm_mobile.transfer.checking import Rules
from crm_mobile.transfer.columns import plan
from crm_mobile.transfer.commands import customers as import_customers
from crm_mobile.transfer.customers import bring_in
from crm_mobile.transfer.items import Wishes
from crm_mobile.transfer.reading import open_table
settings = Settings(home=Path(sys.argv[1]), env="test", database_url=sys.argv[2])
database.connect(settings)
import_customers.main(args=sys.argv[3:], obj=settings)
"""


def test_a_killed_import_keeps_its_batches_and_a_second_run_completes(run, db, on_postgres: bool, tmp_path: Path):
    url = db.database if on_postgres else ""
    file = tmp_path / "many.csv.gz"
    file.write_bytes(many(12_000))
    arguments = [sys.executable, "-c", KILLED, str(tmp_path), url, str(file), *ALL, "--key", "id"]
    started = subprocess.Popen(arguments, cwd=Path(__file__).parents[2], env={**os.environ, "DATABASE_URL": url})
    deadline = time.monotonic() + 60
    while imported() == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    started.send_signal(signal.SIGKILL)
    started.wait()
    landed = imported()
    assert 0 < landed < 12_000 and landed % 1000 == 0
    mine = Customer.select(Customer.id).where(Customer.reference.is_null(False))
    assert CustomerPhone.select().where(CustomerPhone.customer.in_(mine)).count() == landed
    assert CustomerTag.select().where(CustomerTag.customer.in_(mine)).count() == landed
    said = run(many(12_000), *ALL, "--key", "id")
    assert f"{12_000 - landed} added, 0 changed, {landed} as they were, 0 wrong" in said
    assert imported() == 12_000
    assert Event.select().where(Event.verb == "customer.imported", Event.customer_id.in_(mine)).count() == 12_000


CITY = ["doing_business_as_name=name", "license_number=reference", "address=address", "city=city", "state=region"]
CITY += ["zip_code=postcode", "latitude=latitude", "longitude=longitude"]


def test_the_real_city_file_lands_fast_and_only_once(world, tmp_path: Path, on_postgres: bool):
    file = shared("chicago/businesses.csv.gz")
    options = [part for column in CITY for part in ("--map", column)] + ["--key", "license_number"]
    options += ["--owner", "kim@crm.example", "--errors", str(tmp_path / "errors.csv")]
    settings = Settings(home=tmp_path, env="test")
    began = time.process_time()
    first = CliRunner().invoke(import_customers, [str(file), *options], obj=settings)
    spent = time.process_time() - began
    assert "11406 added, 0 changed, 0 as they were, 1 wrong" in first.output
    # Measured in processor time, because other tests run beside this one.
    assert on_postgres or 11_407 / spent >= 3000
    second = CliRunner().invoke(import_customers, [str(file), *options], obj=settings)
    assert "0 added, 0 changed, 11406 as they were, 1 wrong" in second.output
    assert imported() == 11_406
    mine = Customer.reference.is_null(False)
    assert Customer.select().where(mine, Customer.latitude.is_null()).count() == 121
    assert Territory.select().count() == 3


def test_two_imports_of_one_file_at_once_make_each_customer_once(world, tmp_path: Path):
    file = tmp_path / "many.csv"
    file.write_bytes(gzip.decompress(many(2500)))
    table = open_table(file)
    rules = Rules("US", {"lead": "lead"}, ("A",))
    wishes = Wishes(plan(table.header, ["id=reference", "company=name", "labels=tags"], "id"), rules)
    wrong: list[object] = []
    outcomes = []

    def import_() -> None:
        with database.db.connection_context():
            for outcome in bring_in(
                table.rows(), len(table.header), wishes, by=None, clock=now, reject=lambda *row: wrong.append(row)
            ):
                last = outcome
            outcomes.append(last)

    threads = [threading.Thread(target=import_) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and sum(outcome.added for outcome in outcomes) == 2500
    assert sum(outcome.unchanged for outcome in outcomes) == 2500
    assert imported() == 2500
