"""The people to talk to at a customer."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_login import current_user

from crm_mobile.core import phones
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Conflict
from crm_mobile.core.language import _
from crm_mobile.customers import contacts, queries
from crm_mobile.customers.forms import ContactForm, region
from crm_mobile.web.operations import once
from crm_mobile.web.replies import page, see_other

blueprint = Blueprint("contacts", __name__)


@blueprint.get("/customers/<uuid:id>/contacts/new")
def new(id: UUID) -> Response:
    customer = queries.changeable(current_user, id)
    return page("customers/contacts/new.html", form=ContactForm(), customer=customer)


@blueprint.post("/customers/<uuid:id>/contacts")
def create(id: UUID) -> Response:
    customer = queries.changeable(current_user, id)
    form = ContactForm(request.form).on("customers/contacts/new.html", customer=customer)
    once(contacts.add, customer, by=current_user._get_current_object(), at=now(), **form.values())
    return see_other(f"/customers/{id}", notice=_("Saved"))


@blueprint.get("/contacts/<uuid:id>")
def edit(id: UUID) -> Response:
    contact = queries.contact_for(current_user, id)
    named = {name: getattr(contact, name) for name in ("name", "title", "email", "notes", "version")}
    shown = phones.shown(contact.phone, region()) if contact.phone else ""
    return page("customers/contacts/edit.html", form=ContactForm(**named, phone=shown), contact=contact)


@blueprint.post("/contacts/<uuid:id>")
def update(id: UUID) -> Response:
    contact = queries.contact_for(current_user, id)
    form = ContactForm(request.form).on("customers/contacts/edit.html", contact=contact)
    values, user = form.values(), current_user._get_current_object()
    version = form.seen_version()
    try:
        once(contacts.change, contact, values, by=user, at=now(), version=version)
    except Conflict as clash:
        if clash.theirs is None:
            raise
        return _told_of(clash, form)
    return see_other(f"/customers/{contact.customer_id}", notice=_("Saved"))


def _told_of(clash: Conflict, form: ContactForm) -> Response:
    """The same form with mine still in it, and a card that shows what somebody else wrote meanwhile."""
    form.version.data = str(clash.theirs.version)
    sides = [(form[name].label.text, *values) for name, values in clash.mine.items()]
    context = {"form": form, "contact": clash.theirs, "clashes": sides, "sentence": str(clash)}
    return page("customers/contacts/edit.html", 409, **context)


@blueprint.post("/contacts/<uuid:id>/deletion")
def destroy(id: UUID) -> Response:
    contact = queries.contact_for(current_user, id, deleted=None)
    once(contacts.delete, contact, by=current_user._get_current_object(), at=now())
    notice = _("%(name)s is taken off the page.", name=contact.name)
    return see_other(f"/customers/{contact.customer_id}", notice=notice, undo=f"/contacts/{id}/restoration")


@blueprint.post("/contacts/<uuid:id>/restoration")
def restore(id: UUID) -> Response:
    contact = queries.contact_for(current_user, id, deleted=None)
    once(contacts.restore, contact, by=current_user._get_current_object(), at=now())
    return see_other(f"/customers/{contact.customer_id}", notice=_("%(name)s is back.", name=contact.name))
