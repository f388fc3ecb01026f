"""Which column of a file means which field of a customer."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _

# What several columns of one field are joined by; the other fields take one column.
JOINED = {
    "name": " ",
    "address": ", ",
    "city": ", ",
    "notes": "\n",
    "tags": ";",
    "phone": ";",
    "contact": " ",
    "reference": "-",
}
FIELDS = (
    "name",
    "reference",
    "phone",
    "email",
    "website",
    "address",
    "city",
    "region",
    "postcode",
    "country",
    "latitude",
    "longitude",
    "stage",
    "tier",
    "tags",
    "notes",
    "kind",
    "contact",
)
# By what a row can be found again.
KEYS = ("reference", "email", "phone", "name")
# What the headers of other programs call the same; used when no column is named by hand.
KNOWN_HEADERS = {
    "company": "name",
    "company_name": "name",
    "account_name": "name",
    "display_name": "name",
    "organization": "name",
    "doing_business_as_name": "name",
    "record_id": "reference",
    "customer_number": "reference",
    "phone_number": "phone",
    "business_phone": "phone",
    "e_mail": "email",
    "e_mail_address": "email",
    "primary_email": "email",
    "web_page": "website",
    "website_url": "website",
    "street": "address",
    "business_street": "address",
    "business_city": "city",
    "state": "region",
    "business_state": "region",
    "zip": "postcode",
    "zip_code": "postcode",
    "postal_code": "postcode",
    "business_postal_code": "postcode",
    "lat": "latitude",
    "lon": "longitude",
    "lng": "longitude",
    "categories": "tags",
    "名称": "name",
    "公司": "name",
    "公司名称": "name",
    "客户名称": "name",
    "电话": "phone",
    "手机": "phone",
    "邮箱": "email",
    "地址": "address",
    "城市": "city",
    "省份": "region",
    "邮编": "postcode",
    "纬度": "latitude",
    "经度": "longitude",
    "备注": "notes",
    "标签": "tags",
    "联系人": "contact",
}


@dataclass(frozen=True)
class Plan:
    """For each field the positions of its columns, and the field that a row is found again by ("" for none)."""

    positions: Mapping[str, Sequence[int]]
    key: str

    def texts(self, values: Sequence[str]) -> dict[str, str]:
        """The text of each field of one row."""
        return {
            field: values[columns[0]] if len(columns) == 1 else _join(field, [values[column] for column in columns])
            for field, columns in self.positions.items()
        }


def _join(field: str, parts: Iterable[str]) -> str:
    return JOINED[field].join(part.strip() for part in parts if part.strip())


def normal(header: str) -> str:
    """A header without case, accents of width, punctuation: "E-mail Address " is e_mail_address."""
    return re.sub(r"[\W_]+", "_", unicodedata.normalize("NFKC", header).casefold()).strip("_")


def plan(header: Sequence[str], maps: Sequence[str], key: str = "") -> Plan:
    """Read what --map and --key say. Raises Invalid with one sentence per mistake."""
    known: dict[str, int] = {}
    for position, name in enumerate(header):
        known.setdefault(normal(name), position)
    positions: dict[str, list[int]] = {}
    wrong: list[str] = []
    for written in maps:
        column, equals, field = written.rpartition("=")
        field = field.strip().casefold()
        if not equals:
            wrong.append(_("“%(text)s” is not of the form column=field.", text=written))
        elif field not in FIELDS:
            wrong.append(_unknown_field(field))
        elif normal(column) not in known:
            wrong.append(_unknown_column(column, header))
        elif known[normal(column)] not in positions.setdefault(field, []):
            positions[field].append(known[normal(column)])
    if not maps:
        positions = _by_header(known)
    wrong += [
        _("Only one column can be the %(field)s.", field=field)
        for field, columns in positions.items()
        if len(columns) > 1 and field not in JOINED
    ]
    found = _key(key, known, positions, header, wrong)
    if not wrong and "name" not in positions:
        wrong.append(
            _(
                "No column is the name. Say which one: --map column=name. The columns are: %(columns)s.",
                columns=", ".join(header),
            )
        )
    if wrong:
        raise Invalid({"": wrong})
    return Plan(positions, found)


def _by_header(known: Mapping[str, int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, position in known.items():
        field = name if name in FIELDS else KNOWN_HEADERS.get(name)
        if field and field not in found:
            found[field] = [position]
    return found


def _key(
    key: str, known: Mapping[str, int], positions: dict[str, list[int]], header: Sequence[str], wrong: list[str]
) -> str:
    """The field behind the key column. A column that is no field yet becomes the reference."""
    if not key:
        return ""
    column = known.get(normal(key))
    if column is None:
        wrong.append(_unknown_column(key, header))
        return ""
    field = next((field for field, columns in positions.items() if columns == [column]), "")
    if not field and "reference" not in positions:
        positions["reference"] = [column]
        field = "reference"
    if field not in KEYS:
        wrong.append(
            _(
                "The key column has to be one of these fields alone: %(fields)s. Add --map %(column)s=reference.",
                fields=", ".join(KEYS),
                column=key,
            )
        )
        return ""
    return field


def _unknown_field(field: str) -> str:
    near = get_close_matches(field, FIELDS, 1)
    if near:
        return _("There is no field %(field)s. Did you mean %(near)s?", field=field, near=near[0])
    return _("There is no field %(field)s. The fields are: %(fields)s.", field=field, fields=", ".join(FIELDS))


def _unknown_column(column: str, header: Sequence[str]) -> str:
    by_normal = {normal(name): name for name in header}
    near = get_close_matches(normal(column), by_normal, 1, 0.5)
    if near:
        return _("The file has no column %(column)s. Did you mean %(near)s?", column=column, near=by_normal[near[0]])
    return _(
        "The file has no column %(column)s. Its columns are: %(columns)s.", column=column, columns=", ".join(header)
    )
