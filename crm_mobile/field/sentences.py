"""What screens say about visits: timeline sentences, grades and their reasons."""

from collections.abc import Mapping

from crm_mobile.core.language import mark

SENTENCES: Mapping[str, tuple[str, str]] = {
    "visit.planned": ("calendar", mark("Visit planned for %(rep)s: %(day)s")),
    "visit.moved": ("calendar", mark("Visit moved to %(day)s")),
    "visit.cancelled": ("x", mark("Visit cancelled: %(reason)s")),
    "visit.restored": ("undo", mark("Visit takes place after all")),
    "visit.checked_in": ("pin", mark("Checked in")),
    "visit.withdrawn": ("undo", mark("Check-in taken back")),
    "visit.reopened": ("undo", mark("Visit goes on")),
    "visit.closed_by_next": ("clock", mark("Visit ended when the next one began")),
    "visit.finished": ("check", mark("Visit: %(outcome)s")),
    "visit.commented": ("message", mark("Comment")),
}

GRADES: Mapping[str, str] = {
    "in_range": mark("In range"),
    "near": mark("Near"),
    "out_of_range": mark("Out of range"),
    "could_not_tell": mark("Could not tell"),
}
GRADE_TONES: Mapping[str, str] = {"in_range": "good", "near": "line", "out_of_range": "warn", "could_not_tell": "line"}

REASONS: Mapping[str, str] = {
    "no_permission": mark("The phone may not use its position. Allow it in the browser's settings for this site."),
    "unavailable": mark("The phone could not find its position."),
    "timed_out": mark("The phone found no position in time."),
    "poor_accuracy": mark("The position is too vague to tell."),
    "stale_fix": mark("The phone gave an old position."),
    "no_place_known": mark("It is not known yet where this customer is."),
    "implausible_speed": mark("Too far from the last position for the time between."),
    "no_usable_position": mark("The phone gave no usable position."),
}
