"""What the field does by the clock."""

from crm_mobile.core.clock import now
from crm_mobile.field import retention


def round_old_positions() -> None:
    retention.apply(now())
