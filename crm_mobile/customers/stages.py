"""The stages of the relation with a customer, as a company wants them: named, ordered, put away."""

import re
from datetime import datetime

from crm_mobile.core import database
from crm_mobile.core.errors import Invalid, NotFound, Refused
from crm_mobile.core.language import _, ngettext
from crm_mobile.core.text import clean, folded
from crm_mobile.customers import queries
from crm_mobile.customers.models import Stage
from crm_mobile.events import events
from crm_mobile.team.models import User

LONGEST_NAME = 40
# What a new customer is in unless told otherwise; without it nobody could be added.
FIRST = "lead"


def all_stages() -> list[Stage]:
    """Every stage in its order, those put away at the end."""
    return sorted(Stage.select(), key=lambda stage: (stage.archived_at is not None, stage.position, stage.key))


def stage(key: str) -> Stage:
    # PostgreSQL refuses a NUL even in a question.
    found = None if "\0" in key else Stage.get_or_none(Stage.key == key)
    if found is None:
        raise NotFound(_("This stage does not exist."))
    return found


def add(*, name: str, by: User, at: datetime) -> Stage:
    """Add a stage behind the others. Its key is made from the name once and never changes."""
    with database.writing():
        present = all_stages()
        fine = _free_name(name, present)
        key = base = re.sub(r"[\W_]+", "-", folded(fine)).strip("-") or "stage"
        number = 1
        while any(each.key == key for each in present):
            number += 1
            key = f"{base}-{number}"
        made = Stage.create(key=key, name=fine, position=max((each.position for each in present), default=0) + 1)
        _record(made, by, at, name=[None, fine])
    return made


def rename(stage: Stage, name: str, *, by: User, at: datetime) -> Stage:
    """Give a stage another name. One that is built in is then called so in every language."""
    with database.writing(stage):
        fine = _free_name(name, all_stages(), stage.key)
        if fine != stage.name:
            Stage.update(name=fine).where(Stage.key == stage.key).execute()
            _record(stage, by, at, name=[stage.name, fine])
    return Stage.get_by_id(stage.key)


def move(stage: Stage, to: str, *, by: User, at: datetime) -> Stage:
    """Move a stage: "up", "down", or to the place with this number, counted from 0."""
    with database.writing(*Stage.select()):
        order = [each for each in all_stages() if each.archived_at is None]
        keys = [each.key for each in order]
        if stage.key not in keys:
            raise Refused(_("A stage that is put away has no place in the order."))
        place = keys.index(stage.key)
        wanted = {"up": place - 1, "down": place + 1}.get(to, int(to) if to.isdecimal() and len(to) < 4 else place)
        keys.insert(max(0, min(len(keys) - 1, wanted)), keys.pop(place))
        for position, key in enumerate(keys):
            Stage.update(position=position).where(Stage.key == key).execute()
        if keys.index(stage.key) != place:
            _record(stage, by, at, position=[place, keys.index(stage.key)])
    return Stage.get_by_id(stage.key)


def put_away(stage: Stage, *, by: User, at: datetime) -> Stage:
    """Offer a stage no longer. Raises Refused while customers are in it: nobody could save them again."""
    if stage.key == FIRST:
        raise Refused(_("New customers begin in this stage, so it cannot be put away. It can be renamed."))
    with database.writing(stage):
        left = queries.in_stage(stage.key)
        if left:
            raise Refused(
                ngettext(
                    "%(num)d customer is in this stage. Move it to another one first; an import with --key can do so.",
                    "%(num)d customers are in this stage. Move them to another one first; an import with --key can do so.",
                    left,
                )
            )
        if Stage.update(archived_at=at).where(Stage.key == stage.key, Stage.archived_at.is_null()).execute():
            _record(stage, by, at, archived=[False, True])
    return Stage.get_by_id(stage.key)


def bring_back(stage: Stage, *, by: User, at: datetime) -> Stage:
    """Offer a stage again."""
    with database.writing(stage):
        if Stage.update(archived_at=None).where(Stage.key == stage.key, Stage.archived_at.is_null(False)).execute():
            _record(stage, by, at, archived=[True, False])
    return Stage.get_by_id(stage.key)


def _free_name(typed: str, present: list[Stage], own: str = "") -> str:
    name = clean(typed)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid({"name": [_("Give a name of at most %(n)d characters.", n=LONGEST_NAME)]})
    if any(folded(each.name) == folded(name) for each in present if each.key != own):
        raise Invalid({"name": [_("This name is taken already.")]})
    return name


def _record(stage: Stage, by: User, at: datetime, **changes: list[object]) -> None:
    # A stage has a key and no id, so the log files it under who changed it, as it does with the other settings.
    events.record("settings.changed", by, by=by.id, at=at, changes={"stage": stage.key, **changes})
