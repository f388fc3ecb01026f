"""The story before it becomes rows: believable people, places and days, the same for the same seed."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import phonenumbers
import pytest

from crm_mobile.core.text import has_han
from crm_mobile.demo import city, morning, names, plan, story
from crm_mobile.field.outcomes import OUTCOMES
from crm_mobile.tasks.models import KINDS

SUNDAY, THURSDAY = date(2026, 11, 22), date(2026, 3, 5)


@pytest.fixture(scope="module")
def customers():
    return names.draw_customers()


@pytest.fixture(scope="module", params=[SUNDAY, THURSDAY], ids=["sunday", "thursday"])
def told(request, customers):
    past = story.tell(customers, request.param)
    return request.param, past, plan.plan(customers, past, request.param)


def test_the_same_seed_and_day_tell_the_same(customers):
    assert names.draw_customers() == customers
    assert names.draw_customers(seed=7) != customers
    one, other = story.tell(customers, SUNDAY), story.tell(customers, SUNDAY)
    assert one == other
    assert story.tell(customers, THURSDAY) != one
    assert plan.plan(customers, one, SUNDAY) == plan.plan(customers, other, SUNDAY)


def test_there_are_400_customers_nearly_half_of_them_chinese(customers):
    chinese = sum(has_han(customer.name) for customer in customers)
    assert len(customers) == len({customer.name for customer in customers}) == 400
    assert 0.4 < chinese / 400 < 0.5
    stages, tiers = Counter(c.stage for c in customers), Counter(c.tier for c in customers)
    assert set(stages) == {"lead", "prospect", "active", "dormant", "lost"} and stages["active"] > 200
    assert set(tiers) == {"VIP", "A", "B", "C"} and tiers["VIP"] < tiers["A"] < tiers["B"]
    assert {c.kind for c in customers} == {"company", "person"}


def test_every_number_can_be_dialled(customers):
    numbers = [number for c in customers for number in [*c.phones, *(contact.phone for contact in c.contacts)]]
    wrong = [number for number in numbers if not phonenumbers.is_valid_number(phonenumbers.parse(number))]
    assert not wrong
    assert len(numbers) == len(set(numbers))


def test_every_place_lies_in_the_city_and_no_two_are_the_same(customers):
    places = [customer.place for customer in customers]
    assert max(city.metres_between(place, city.CENTRE) for place in places) < 3_500
    assert len(set(places)) == 400
    assert 0 < sum(not customer.has_place for customer in customers) < 10


def test_addresses_of_mail_and_web_lead_nowhere(customers):
    for customer in customers:
        mails = [customer.email, *(contact.email for contact in customer.contacts)]
        assert all(mail.isascii() and mail.endswith(".example") for mail in mails if mail)
        assert not customer.website or customer.website.endswith(".example")


def test_ninety_days_are_told_on_working_days_only(told):
    today, past, _coming = told
    days = {visit.day for visit in past.visits}
    assert min(days) >= today - timedelta(days=90) and max(days) < today
    assert all(day.weekday() < 5 for day in days)
    assert 700 < len(past.visits) < 1200
    assert 20 < sum(bool(visit.cancelled) for visit in past.visits) < 80
    assert any(not visit.planned for visit in past.visits)


def test_nobody_is_in_two_places_at_once(told):
    _today, past, _coming = told
    for rep in story.REPS:
        made = sorted(
            (visit for visit in past.visits if visit.rep == rep.key and visit.started_at),
            key=lambda visit: visit.started_at,
        )
        for one, next_one in zip(made, made[1:], strict=False):
            assert one.started_at < one.finished_at <= next_one.started_at


def test_phones_behave_as_phones_do(told):
    _today, past, _coming = told
    fixes = [visit.fix for visit in past.visits if visit.fix]
    assert 0.7 < sum(fix.accuracy is not None and fix.accuracy < 50 for fix in fixes) / len(fixes) < 0.97
    assert {fix.failure for fix in fixes} == {"", "denied", "timeout"}


def test_notes_are_whole_sentences_in_the_language_of_the_customer(told):
    _today, past, coming = told
    texts = [(v.customer.language, text) for v in past.visits for text in (v.notes, v.promised, v.cancelled) if text]
    texts += [(t.customer.language, t.title) for t in [*past.tasks, *coming.tasks] if t.customer]
    for language, text in texts:
        assert not set("{}") & set(text) and "  " not in text and len(text) < 300, text
        assert has_han(text) == (language == "zh"), text


def test_a_promise_is_kept_after_it_was_made(told):
    _today, past, _coming = told
    assert all(task.kind in KINDS for task in past.tasks)
    assert all(task.done_at > task.created_at for task in past.tasks if task.done_at)


def test_today_has_stops_near_each_other_for_both(told):
    today, past, coming = told
    for rep in story.REPS:
        stops = [visit for visit in coming.visits if visit.rep == rep.key and visit.day == today]
        assert 6 <= len(stops) <= 8
        assert len({visit.customer.number for visit in stops}) == len(stops)
        way = [city.metres_between(a.customer.place, b.customer.place) for a, b in zip(stops, stops[1:], strict=False)]
        assert max(way) < 1600 and sum(way) < 5000
        windows = [visit.window for visit in stops if visit.window[0]]
        assert windows == sorted(windows) and all(start < end for start, end in windows)
        late = [t for t in [*past.tasks, *coming.tasks] if t.rep == rep.key and not t.done_at and t.due_on < today]
        due = [t for t in coming.tasks if t.rep == rep.key and t.due_on == today]
        assert 1 <= len(late) <= 12 and len(due) >= 3


@pytest.mark.parametrize(("hour", "finished"), [(23, 2), (3, 2), (14, 2)])
def test_the_first_stop_is_behind_her_unless_it_is_just_past_midnight(customers, hour, finished):
    now = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)
    today = now.astimezone(story.ZONE).date()
    past = story.tell(customers, today)
    coming = plan.plan(customers, past, today)
    morning.begin(coming, past, now)
    made = [visit for visit in coming.visits if visit.finished_at]
    # At 14:30 UTC it is half past midnight there: too early for anybody to have been anywhere.
    assert len(made) == (0 if hour == 14 else finished)
    for visit in made:
        assert visit.position == 0 and visit.started_at.date() == visit.finished_at.date() == today
        assert visit.finished_at < now and visit.notes


def test_outcomes_are_those_of_the_product():
    from crm_mobile.demo.recounting import OUTCOMES as WORDS

    told = {outcome for choices in story.OUTCOMES.values() for outcome in choices}
    assert told | {""} == set(WORDS)
    assert {word for word in WORDS.values() if word} == set(OUTCOMES)
