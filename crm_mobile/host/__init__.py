"""Running the product on a machine: the supervisor, the worker, the examination and the way to a real phone."""
