"""What fingers do with follow-ups: a customer searched and chosen while the task is being written."""

import pytest
from playwright.sync_api import expect

from crm_mobile.core.clock import now
from crm_mobile.customers import customers
from crm_mobile.tasks.models import Task

pytestmark = pytest.mark.journey


def test_a_customer_is_chosen_while_the_task_is_written(device, world):
    bakery = customers.create(by=world.rosa, at=now(), name="Lula Bakery", city="Oak Park")
    page = device(world.rosa).page
    page.goto("/tasks/new")
    page.get_by_label("What is to be done").fill("Bring the samples")
    page.get_by_role("searchbox").fill("lula")
    page.get_by_role("radio", name="Lula Bakery").tap()
    page.get_by_role("searchbox").fill("acme")
    page.get_by_role("radio", name="Acme Hardware").wait_for()
    expect(page.get_by_role("radio", name="Lula Bakery")).to_be_checked()
    page.get_by_role("button", name="Save").tap()
    page.wait_for_url(f"**/customers/{bakery.id}")
    assert (Task.get().title, Task.get().customer_id) == ("Bring the samples", bakery.id)
