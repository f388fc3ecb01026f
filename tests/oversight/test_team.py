"""A manager sees her team's day, and beside it the day of one rep."""

from datetime import timedelta

import pytest

from crm_mobile.core.clock import now, today
from crm_mobile.core.ids import new_id
from crm_mobile.customers import customers
from crm_mobile.customers.models import Customer
from crm_mobile.field import check_ins, reports, visits
from crm_mobile.field.models import PositionLook, VisitComment
from crm_mobile.tasks import tasks
from crm_mobile.team import sessions, users


def planned(world, rep, name="Bakery", day=None, **options):
    customer = customers.create(by=rep, at=now(), name=name, address="1 Main St")
    day = day or today(rep.zone)
    return visits.plan(customer=customer, rep=rep, day=day, by=rep, at=now(), **options)


def finished(world, rep, name="Bakery", **values):
    visit = planned(world, rep, name)
    check_in = check_ins.check_in(visit, by=rep, at=now())
    sent = {"latitude": "41.88", "longitude": "-87.63", "accuracy": "12"}
    check_ins.add_position(check_in, sent, by=rep, at=now())
    reports.finish(visit, outcome="interested", by=rep, at=now(), **values)
    return visit


def test_the_team_of_a_manager_and_nobody_else(sign_in, world):
    page = sign_in(world.max).get("/team")
    assert "Rosa Ortiz" in page.text and "Kim Li" in page.text
    assert "Stella Novak" not in page.text
    assert "Not heard from yet" in page.text and "Nothing planned" in page.text


def test_what_each_rep_has_done_and_where_she_is(sign_in, world):
    finished(world, world.rosa, "Bakery")
    visit = planned(world, world.rosa, "Pharmacy")
    check_ins.check_in(visit, by=world.rosa, at=now())
    planned(world, world.rosa, "Florist")
    page = sign_in(world.max).get("/team")
    assert "1 of 3" in page.text and "At Pharmacy since" in page.text
    assert "1 / 3" in page.text
    # She is in Shanghai, he in Chicago.
    assert "in Shanghai" in page.text


def test_what_is_cancelled_is_not_counted(sign_in, world):
    visit = planned(world, world.rosa)
    visits.cancel(visit, "closed today", by=world.rosa, at=now())
    planned(world, world.rosa, "Florist")
    assert "0 of 1" in sign_in(world.max).get("/team").text
    assert "closed today" in sign_in(world.max).get(f"/team/{world.rosa_id}").text


def test_a_silent_phone_is_never_called_missed(sign_in, world):
    planned(world, world.rosa)
    sessions.begin(world.rosa, device_name="Phone", at=now() - timedelta(hours=3))
    max_ = sign_in(world.max)
    page = max_.get("/team").text + max_.get(f"/team/{world.rosa_id}").text
    assert "Last heard from 3 h ago" in page
    assert "What was done since may still be on the phone." in page
    assert "issed" not in page


def test_late_follow_ups_are_counted_in_the_rep_s_own_day(sign_in, world):
    yesterday = today(world.rosa.zone) - timedelta(days=1)
    for due in (yesterday, yesterday, today(world.rosa.zone)):
        tasks.add(kind="call", title="Call back", owner=world.rosa, by=world.rosa, at=now(), due_on=due)
    max_ = sign_in(world.max)
    assert "2 follow-ups late" in max_.get("/team").text
    assert max_.get(f"/team/{world.rosa_id}").text.count("Call back") == 3


def test_the_day_of_a_rep_with_reports(sign_in, world):
    visit = finished(world, world.rosa, notes="Wants the new list", promised="Samples by Friday")
    max_ = sign_in(world.max)
    page = max_.get(f"/team/{world.rosa_id}")
    for words in ("Bakery", "Wants the new list", "Promised: Samples by Friday", "Interested", "Times in Shanghai"):
        assert words in page.text
    assert f"/visits/{visit.id}" in page.text
    # Beside the list comes only the day.
    fragment = max_.htmx(f"/team/{world.rosa_id}")
    assert "<html" not in fragment.text and fragment.text.lstrip().startswith("<div") and "Bakery" in fragment.text


def test_another_day(sign_in, world):
    tomorrow = today(world.rosa.zone) + timedelta(days=1)
    planned(world, world.rosa, "Florist", day=tomorrow)
    max_ = sign_in(world.max)
    assert "Florist" not in max_.htmx(f"/team/{world.rosa_id}").text
    assert "Florist" in max_.htmx(f"/team/{world.rosa_id}?day={tomorrow.isoformat()}").text
    assert max_.get(f"/team/{world.rosa_id}?day=the+day+after").status_code == 200


def test_a_look_at_positions_is_kept_once_and_said(sign_in, world):
    finished(world, world.rosa)
    max_ = sign_in(world.max)
    before = max_.get(f"/team/{world.rosa_id}")
    assert "41.88" not in before.text and "Rosa Ortiz sees that you looked" in before.text
    assert not PositionLook.select().exists()
    for _again in range(2):
        looked = max_.get(f"/team/{world.rosa_id}?positions=1")
        assert "41.88000, -87.63000" in looked.text and "is recorded" in looked.text
    look = PositionLook.get()
    assert (look.viewer_id, look.rep_id, look.day) == (world.max_id, world.rosa_id, today(world.rosa.zone))
    assert PositionLook.select().count() == 1


def test_the_office_reads_the_day_but_never_a_position(sign_in, world):
    finished(world, world.rosa, notes="Wants the new list")
    page = sign_in(world.olga).get(f"/team/{world.rosa_id}?positions=1")
    assert "Wants the new list" in page.text
    assert "41.88" not in page.text and "Positions" not in page.text and "Could not tell" not in page.text
    assert "Could not tell" in sign_in(world.max).get(f"/team/{world.rosa_id}").text
    assert "Plan a visit" not in page.text
    assert not PositionLook.select().exists()


def test_an_admin_sees_people_and_no_work(sign_in, world):
    finished(world, world.rosa)
    ada = sign_in(world.ada)
    page = ada.get("/team")
    assert "Rosa Ortiz" in page.text and "Stella Novak" in page.text
    assert "1 of 1" not in page.text and "Bakery" not in page.text
    assert ada.get(f"/team/{world.rosa_id}").status_code == 403


def test_who_may_not_look(sign_in, world):
    assert sign_in(world.rosa).get("/team").status_code == 403
    assert sign_in(world.rosa).get(f"/team/{world.kim_id}").status_code == 403
    assert sign_in(world.max).get(f"/team/{world.stella_id}").status_code == 404
    assert sign_in(world.max).get(f"/team/{new_id()}").status_code == 404


def test_a_manager_comments_once(sign_in, world):
    visit = finished(world, world.rosa)
    max_, operation = sign_in(world.max), str(new_id())
    for _again in range(2):
        data = {"text": " Well done! ", "operation": operation}
        answer = max_.post(f"/team/{world.rosa_id}/visits/{visit.id}/comments", data=data)
        assert answer.status_code == 303
    assert [comment.text for comment in VisitComment.select()] == ["Well done!"]
    assert "Well done!" in max_.get(f"/team/{world.rosa_id}").text


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_comments_that_are_none(sign_in, world, text: str):
    visit = finished(world, world.rosa)
    answer = sign_in(world.max).post(f"/team/{world.rosa_id}/visits/{visit.id}/comments", data={"text": text})
    assert answer.status_code == 422 and "field__error" in answer.text
    assert text.strip() in answer.text, "what was typed is still there"
    assert not VisitComment.select().exists()


def test_nobody_comments_on_a_stranger_s_visit(sign_in, world):
    visit = finished(world, world.stella)
    for rep_id in (world.stella_id, world.rosa_id):
        answer = sign_in(world.max).post(f"/team/{rep_id}/visits/{visit.id}/comments", data={"text": "Hello"})
        assert answer.status_code == 404


def test_the_day_is_the_rep_s(sign_in, world, monkeypatch):
    """At 23:30 in Chicago it is tomorrow in Shanghai already."""
    import time_machine

    with time_machine.travel("2026-03-10T04:30:00Z", tick=False):  # 23:30 on the 9th there, 12:30 on the 10th here
        assert (str(today(world.max.zone)), str(today(world.rosa.zone))) == ("2026-03-09", "2026-03-10")
        planned(world, world.rosa, "Florist")
        page = sign_in(world.max).get("/team")
        assert "0 of 1" in page.text
        assert "Florist" in sign_in(world.max).get(f"/team/{world.rosa_id}").text


def test_queries_do_not_grow_with_people_or_stops(sign_in, world, count_queries):
    max_ = sign_in(world.max)
    finished(world, world.rosa, "First")
    max_.get("/team")
    with count_queries() as few:
        max_.get("/team")
        max_.get(f"/team/{world.rosa_id}")
    for number in range(6):
        rep = users.add(
            email=f"r{number}@crm.example",
            name=f"Rep {number}",
            role="rep",
            by=None,
            team_id=world.team_id,
            territory_ids=[world.north_id],
            time_zone="Asia/Shanghai",
        )
        finished(world, rep, f"Shop {number}")
        finished(world, world.rosa, f"Stop {number}")
    with count_queries() as more:
        max_.get("/team")
        max_.get(f"/team/{world.rosa_id}")
    assert len(more) == len(few)


def test_a_wrong_comment_shows_no_day_of_a_rep_of_another_team(sign_in, world):
    """A manager may read a visit at her customer by a rep who is not hers, but neither comment on it nor see that day."""
    rosa, stella = world.rosa, world.stella
    other = finished(world, stella, "Stella's secret stop")
    Customer.update(territory=world.north_id).where(Customer.id == world.far_cafe_id).execute()
    seen = visits.plan(customer=world.far_cafe, rep=stella, day=today(stella.zone), by=stella, at=now())
    max_ = sign_in(world.max)
    assert max_.get(f"/visits/{seen.id}").status_code == 200
    for text in ("", "Well done"):
        answer = max_.post(f"/team/{stella.id}/visits/{seen.id}/comments?positions=1", data={"text": text})
        assert answer.status_code == 404 and "secret" not in answer.text
    assert not PositionLook.select().where(PositionLook.rep == stella).exists()
    assert not VisitComment.select().where(VisitComment.visit.in_([other, seen])).exists()
    assert max_.get(f"/team/{rosa.id}").status_code == 200


def test_days_beyond_the_calendar_are_no_days(sign_in, world):
    max_, rosa = sign_in(world.max), sign_in(world.rosa)
    for day in ("0001-01-01", "9999-12-31", "x"):
        assert max_.get(f"/team/{world.rosa_id}?day={day}").status_code == 200
        assert rosa.get(f"/itineraries/{day}").status_code == 404


def test_positions_are_kept_in_no_cache(sign_in, world):
    finished(world, world.rosa)
    max_ = sign_in(world.max)
    shown = max_.get(f"/team/{world.rosa_id}?positions=1")
    assert "41.88" in shown.text and shown.headers["Cache-Control"] == "no-store"
    without = max_.get(f"/team/{world.rosa_id}")
    assert "41.88" not in without.text and without.headers["Cache-Control"] == "private, no-cache"
