"""What a person changes about herself."""

import pytest


def test_the_zone_of_the_phone_is_taken_over_when_she_says_so(sign_in, world):
    rosa = sign_in(world.rosa)
    changed = rosa.post("/me/time-zone", data={"time_zone": "America/Lima"})
    assert changed.status_code == 303 and changed.headers["Location"] == "/today"
    assert world.rosa.time_zone == "America/Lima" and world.rosa.name == "Rosa Ortiz"
    assert "Your days are now those of America/Lima." in rosa.get("/today").get_data(as_text=True)
    assert sign_in(world.olga).post("/me/time-zone", data={"time_zone": "UTC"}).headers["Location"] == "/me"


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc/passwd", "\x00"])
def test_a_zone_that_nobody_knows_is_refused(sign_in, world, zone):
    assert sign_in(world.rosa).post("/me/time-zone", data={"time_zone": zone}).status_code == 422
    assert world.rosa.time_zone == "Asia/Shanghai"
