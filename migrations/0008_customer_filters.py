"""Lists of customers by stage and by tier follow the names without sorting."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql('CREATE INDEX "customer_stage_name_key_id" ON "customer" ("stage", "name_key", "id")')
    db.execute_sql('CREATE INDEX "customer_tier_name_key_id" ON "customer" ("tier", "name_key", "id")')
