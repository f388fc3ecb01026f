"""A NUL in an address or a form is an unknown thing, not a broken server: PostgreSQL refuses it even in a question."""

import pytest


@pytest.mark.parametrize(
    "path",
    [
        "/customers?stage=%00&tag=%00&tier=%00",
        "/customers?q=%00",
        "/customers?after=%00",
        "/customers?near=%00",
        "/search?q=%00",
        "/photos/%00",
        "/photos/%00/thumbnail",
        "/itineraries/%00",
        "/tasks?after=%00",
        "/set-up/%00",
    ],
)
def test_an_address_with_a_nul(sign_in, world, path: str):
    assert sign_in(world.rosa).get(path).status_code < 500


def test_a_sign_in_with_a_nul(client, world):
    answer = client.post("/sign-in", data={"email": "rosa\x00@crm.example", "password": "\x00" * 15})
    assert answer.status_code == 422
