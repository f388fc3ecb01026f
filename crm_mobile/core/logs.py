"""One line of JSON per noteworthy thing on standard error. Nobody's name, number or position belongs in it."""

import logging
import sys

import structlog
from structlog.typing import EventDict


def without_values(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Drop PostgreSQL's DETAIL lines from a traceback: they hold what people typed."""
    if "exception" in event:
        lines = str(event["exception"]).split("\n")
        event["exception"] = "\n".join(line for line in lines if not line.startswith("DETAIL:"))
    return event


def configure(level: str) -> None:
    """Write log lines from this level up."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
