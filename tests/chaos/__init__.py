"""Things that go wrong at the worst moment. `--long` makes each of them many times."""
