"""What a customer's timeline says, and how it goes on."""

import re

from crm_mobile.core import clock
from crm_mobile.core.clock import now
from crm_mobile.core.language import speaking
from crm_mobile.customers import customers, timeline
from crm_mobile.events import events
from crm_mobile.field import reports, visits


def change(world, number):
    customers.update(world.acme, {"notes": f"Note {number}"}, by=world.rosa, at=now(), version=None)


def test_it_goes_on_by_key(world, sign_in):
    for number in range(20):
        change(world, number)
    rosa = sign_in(world.rosa)
    page = rosa.get(f"/customers/{world.acme_id}")
    assert page.text.count('class="moment"') == timeline.PAGE
    onward = re.search(rf'href="(/customers/{world.acme_id}/timeline\?before=\d+)"', page.text)[1]
    more = rosa.htmx(onward)
    assert more.text.count('class="moment"') == 21 - timeline.PAGE and "Show more" not in more.text
    assert "Customer noted" in more.text and "<html" not in more.text
    assert rosa.get(onward).text.count("<h1") == 1
    assert sign_in(world.kim).get(onward).status_code == 404
    for wrong in ("x", "-1", "9" * 40, "²"):
        assert rosa.get(f"/customers/{world.acme_id}/timeline?before={wrong}").status_code == 200


def test_what_is_not_shown_does_not_end_the_list(world):
    for _each in range(timeline.PAGE * 2 + 3):
        events.record("customer.counted", world.acme, by=None, customer=world.acme_id)
    moments, older = timeline.of_customer(world.rosa, world.acme_id)
    assert [moment.said for moment in moments] == ["Customer noted"] and older is None


def test_sentences_name_what_changed(world):
    values = {"stage": "lost", "notes": "x", "tier": "C", "owner_id": world.kim_id}
    customers.update(world.acme, values, by=world.max, at=now(), version=1)
    said = [moment.said for moment in timeline.of_customer(world.rosa, world.acme_id)[0]]
    assert said == ["Changed: tier, notes", "Handed over: Kim Li", "Stage: Lost", "Customer noted"]
    with speaking("zh-Hans"):
        assert len(timeline.of_customer(world.rosa, world.acme_id)[0]) == 4


def test_what_was_said_at_visits_is_not_for_admins(world, sign_in):
    visit = visits.plan(customer=world.acme, rep=world.rosa, day=clock.today("Asia/Shanghai"), by=world.rosa, at=now())
    reports.finish(visit, outcome="interested", notes="Her son is ill", by=world.rosa, at=now())
    visits.comment(visit, "Be kind to her", by=world.max, at=now())
    address = f"/customers/{world.acme_id}"
    for person in (world.rosa, world.olga):
        page = sign_in(person).get(address).text
        assert "Her son is ill" in page and "Be kind to her" in page
    ada = sign_in(world.ada)
    for page in (ada.get(address).text, ada.get(f"{address}/timeline").text):
        assert "Customer noted" in page
        assert "Her son is ill" not in page and "Be kind to her" not in page
    assert ada.get(f"{address}/visits").status_code == 403
