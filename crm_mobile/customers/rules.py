"""What an e-mail address and a web address of a customer must look like, on a form as in a file."""

from urllib.parse import urlsplit


def is_email(typed: str) -> bool:
    """Whether mail could be sent there: one @, a name before it and a domain with a dot behind."""
    name, at, domain = typed.partition("@")
    return bool(name and at and "." in domain.strip(".") and " " not in typed and "@" not in domain)


def web_address(typed: str) -> str:
    """A web address with its scheme, or "" when it cannot be one. Only http and https can be opened safely."""
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and "." in host.strip(".") and " " not in address else ""
