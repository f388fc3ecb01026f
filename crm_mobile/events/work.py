"""Meeting events with their reactions: claimed as any work, tried again when one fails."""

from datetime import datetime, timedelta

import structlog

from crm_mobile.core import claims
from crm_mobile.core.clock import now
from crm_mobile.events import events
from crm_mobile.events.models import Event, EventReaction

log = structlog.get_logger()


def forget_before(moment: datetime) -> int:
    """Drop reactions that were done before a moment; those set aside with an error stay to be looked at."""
    old = EventReaction.select(EventReaction.id).join(Event).where(Event.at < moment)
    done = EventReaction.due_at.is_null() & (EventReaction.error == "")
    return EventReaction.delete().where(EventReaction.id.in_(old), done).execute()


def respond(most: int = 50) -> int:
    """Run the reactions that are due and say how many were claimed."""
    claimed = claims.claim(EventReaction, most)
    for work in claimed:
        function = events.reaction(work.reaction)
        try:
            if function is None:
                raise LookupError(f"no reaction is called {work.reaction}")
            function(work.event)
        except Exception as fault:  # whatever it was must not keep the other reactions from running
            log.warning("reaction failed", reaction=work.reaction, event_id=work.event_id, fault=repr(fault))
            claims.put_off(work, now() + timedelta(seconds=15 * 2**work.attempts), repr(fault))
        else:
            claims.finish(work)
    return len(claimed)
