"""What the timeline says about tasks: an icon and a sentence per verb."""

from collections.abc import Mapping

from crm_mobile.core.language import mark

SENTENCES: Mapping[str, tuple[str, str]] = {
    "task.added": ("tasks", mark("Follow-up for %(owner)s: %(title)s")),
    "task.done": ("check", mark("Done: %(title)s")),
    "task.reopened": ("undo", mark("Opened again: %(title)s")),
    "task.snoozed": ("snooze", mark("Put off: %(title)s")),
    "task.deleted": ("trash", mark("Follow-up removed: %(title)s")),
}

KINDS: Mapping[str, tuple[str, str]] = {
    "call": ("phone", mark("Call")),
    "visit": ("pin", mark("Visit")),
    "message": ("message", mark("Message")),
    "email": ("mail", mark("E-mail")),
    "todo": ("check", mark("To-do")),
}
REPEATS: Mapping[str, str] = {
    "": mark("Not"),
    "daily": mark("Every day"),
    "weekly": mark("Every week"),
    "monthly": mark("Every month"),
    "yearly": mark("Every year"),
}
SNOOZES: Mapping[str, str] = {
    "evening": mark("This evening"),
    "tomorrow": mark("Tomorrow"),
    "next_week": mark("Next week"),
}
