"""What the timeline says about the events of customers and contacts: an icon and a sentence per verb."""

from collections.abc import Mapping

from crm_mobile.core.language import mark

SENTENCES: Mapping[str, tuple[str, str]] = {
    "customer.created": ("plus", mark("Customer noted")),
    "customer.imported": ("download", mark("Imported")),
    "customer.changed": ("edit", mark("Changed: %(names)s")),
    "customer.stage_changed": ("flag", mark("Stage: %(stage)s")),
    "customer.reassigned": ("person", mark("Handed over: %(owner)s")),
    "customer.placed": ("pin", mark("Place set %(source)s")),
    "contact.added": ("person", mark("Contact added: %(name)s")),
    "contact.changed": ("person", mark("Contact changed: %(name)s")),
    "contact.deleted": ("trash", mark("Contact removed: %(name)s")),
    "contact.restored": ("undo", mark("Contact brought back: %(name)s")),
}

# The names of what can be changed, as the timeline lists them.
FIELDS = {
    "kind": mark("kind"),
    "name": mark("name"),
    "reference": mark("reference"),
    "email": mark("e-mail"),
    "website": mark("website"),
    "address": mark("address"),
    "city": mark("city"),
    "region": mark("region"),
    "postcode": mark("postcode"),
    "country": mark("country"),
    "tier": mark("tier"),
    "notes": mark("notes"),
    "phones": mark("telephone"),
    "tags": mark("tags"),
}
