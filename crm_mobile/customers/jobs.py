"""What the customers slice does by the clock."""

from datetime import timedelta

from crm_mobile.core.clock import now
from crm_mobile.customers import contacts, locating

# What was deleted can be brought back for this long.
DELETED_KEPT = timedelta(days=30)


def locate() -> None:
    """Ask the address server for the places of customers who wait for one."""
    locating.work(seconds=50)


def forget_deleted_contacts() -> None:
    contacts.forget_deleted_before(now() - DELETED_KEPT)
