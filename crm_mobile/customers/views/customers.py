"""Customers: the list and its search, one page for each, a new one in twenty seconds, changes."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, request
from flask_login import current_user

from crm_mobile.core import phones
from crm_mobile.core.clock import now
from crm_mobile.core.errors import Conflict
from crm_mobile.core.language import _, ngettext
from crm_mobile.core.places import Place
from crm_mobile.customers import customers, directions, geocoding, labels, queries, timeline
from crm_mobile.customers.asking import Asked, asked
from crm_mobile.customers.forms import PHONE_FIELDS, CustomerForm, Fix, region
from crm_mobile.team.guards import role_required
from crm_mobile.web.operations import once
from crm_mobile.web.replies import announce, page, see_other, wants_fragment

blueprint = Blueprint("customers", __name__, url_prefix="/customers")

# Who may note new customers: everybody but the admins, who import them.
NOTING = ("rep", "manager", "office")

# Who sees this many types another letter, or walks.
MOST_FOUND, MOST_NEAR = 25, 25


@blueprint.get("")
def index() -> Response:
    wish, after = asked(request.args), request.args.get("after", "")
    found, following = _found(wish, after)
    context: dict[str, Any] = {"asked": wish, "customers": found, "following": following, "filters": wish.filters}
    if after and wants_fragment():
        return _kept_out_of_caches(page("customers/customers/_rows.html", **context), wish)
    context |= {
        "stages": labels.stages(),
        "tiers": labels.tiers(),
        # Who types has found her own words; tags are for who does not.
        "tags": [] if wish.q else queries.tag_names(current_user._get_current_object()),
    }
    context["capped"] = bool(wish.q or wish.place) and len(found) >= (MOST_FOUND if wish.q else MOST_NEAR)
    if not wants_fragment():
        return _kept_out_of_caches(page("customers/customers/index.html", **context), wish)
    response = page("customers/customers/_list.html", **context)
    response.headers["HX-Replace-Url" if wish.q else "HX-Push-Url"] = wish.address
    if wish.q or wish.place:
        announce(response, ngettext("%(num)d customer found", "%(num)d customers found", len(found)))
    return _kept_out_of_caches(response, wish)


def _found(wish: Asked, after: str) -> tuple[list[queries.CustomerRow], str]:
    user = current_user._get_current_object()
    if wish.q:
        return queries.search(user, wish.q, MOST_FOUND, wish.filters, wish.place), ""
    if wish.place:
        return queries.near(user, wish.place, wish.filters, MOST_NEAR), ""
    listed = queries.listing(user, wish.filters, after)
    return listed.rows, listed.after


def _kept_out_of_caches(response: Response, wish: Asked) -> Response:
    if wish.place:
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<uuid:id>")
def show(id: UUID) -> Response:
    customer = queries.customer_for(current_user, id)
    place = place_of(customer)
    moments, older = timeline.of_customer(current_user, id)
    context: dict[str, Any] = {
        "customer": customer,
        "phones": queries.phones_of(id),
        "contacts": queries.contacts_of(id),
        "tags": queries.tags_of(id),
        "standing": queries.standing_of(customer),
        "stages": labels.stages(archived=True),
        "tier_label": labels.tier(customer.tier),
        "tone": labels.TONES.get(customer.stage_id, "line"),
        "source_label": labels.source(customer.place_source),
        "moments": moments,
        "older": older,
        "place": place,
        "address": geocoding.question_of(customer),
        "way": directions.link(request.user_agent.string, place, geocoding.question_of(customer), customer.name),
        "map_link": directions.map_link(place) if place else "",
        "may_change": queries.may_change(current_user, customer),
        "may_place": queries.may_change(current_user, customer),
        "may_look_up": place is None and bool(customer.address) and geocoding.is_on(),
    }
    return page("customers/customers/_pane.html" if wants_fragment() else "customers/customers/show.html", **context)


def place_of(customer: Any) -> Place | None:
    return Place(customer.latitude, customer.longitude) if customer.latitude is not None else None


@blueprint.get("/new")
@role_required(*NOTING)
def new() -> Response:
    mine = {"owner_id": str(current_user.id)} if current_user.role == "manager" else {}
    return page("customers/customers/new.html", form=_form(name=request.args.get("name", "")[:200], **mine))


@blueprint.post("")
@role_required(*NOTING)
def create() -> Response:
    form = _form(request.form).on("customers/customers/new.html", same=[])
    values, fix = form.values(), Fix(request.form)
    place, source = (fix.usable(), "phone") if fix.usable() else (form.typed_place(), "typed")
    given = values | form.handed_to() | {"place": place, "place_source": source}
    id = once(customers.create, by=current_user._get_current_object(), at=now(), **given)
    notice = _("Saved")
    if fix.was_tried and place is None:
        notice = _("Saved without a place. %(why)s", why=fix.why_not())
    return see_other(f"/customers/{id}", notice=notice)


@blueprint.get("/duplicates")
def duplicates() -> Response:
    """Who may be the same as the one being noted: a quiet warning under the form's first fields."""
    number = phones.parse(request.args.get("phone", "")[:40], region())
    name = request.args.get("name", "")[:200]
    same = queries.likely_same(current_user._get_current_object(), name, [number] if number else [])
    return page("customers/customers/_duplicates.html", same=same)


@blueprint.get("/<uuid:id>/edit")
def edit(id: UUID) -> Response:
    customer = queries.changeable(current_user, id)
    return page("customers/customers/edit.html", form=_filled(customer), customer=customer, clashes=())


@blueprint.post("/<uuid:id>")
def update(id: UUID) -> Response:
    customer = queries.changeable(current_user, id)
    form = _form(request.form).on("customers/customers/edit.html", customer=customer, clashes=())
    given, user = form.values(sent_only=True) | form.handed_to(), current_user._get_current_object()
    if "phones" in given:
        # The form shows four numbers; further ones stay.
        given["phones"] += [(phone.e164, phone.label) for phone in queries.phones_of(id)[len(PHONE_FIELDS) :]]
    version = form.seen_version()
    try:
        once(customers.change_on_page, customer, given, form.typed_place(), by=user, at=now(), version=version)
    except Conflict as clash:
        if clash.theirs is None:
            raise
        return _told_of(clash, form)
    return see_other(f"/customers/{id}", notice=_("Saved"))


def _told_of(clash: Conflict, form: CustomerForm) -> Response:
    """The same form with mine still in it, and a card that shows what somebody else wrote meanwhile."""
    form.version.data = str(clash.theirs.version)
    labelled = {**{field.name: field for field in form}, "phones": form.phone}
    sides = [
        (labelled[name].label.text, *map(_readable, values)) for name, values in clash.mine.items() if name in labelled
    ]
    context = {"form": form, "customer": clash.theirs, "clashes": sides, "sentence": str(clash)}
    return make_response(page("customers/customers/edit.html", 409, **context))


def _readable(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(each if isinstance(each, str) else str(each[0]) for each in value)
    return str(value or "")


def _form(*given: Any, **named: Any) -> CustomerForm:
    user = current_user._get_current_object()
    if user.role == "rep":
        return CustomerForm(*given, **named)
    offered = {"owners": queries.owners(user), "territories": queries.territories(user)}
    return CustomerForm(*given, must_belong=user.role == "manager", **offered, **named)


def _filled(customer: Any) -> CustomerForm:
    named = {
        name: getattr(customer, name)
        for name in ("name", "kind", "tier", "email", "website", "address", "postcode", "city", "region", "notes")
    }
    for name, phone in zip(PHONE_FIELDS, queries.phones_of(customer.id), strict=False):
        named |= {name: phones.shown(phone.e164, region()), f"{name}_label": phone.label}
    named |= {"stage": customer.stage_id, "tags": ", ".join(queries.tags_of(customer.id)), "version": customer.version}
    named |= {name: str(getattr(customer, name) or "") for name in ("owner_id", "territory_id")}
    place = place_of(customer)
    return _form(**named, place=f"{place.latitude:.6f}, {place.longitude:.6f}" if place else "")
