"""The log of what happened: timeline, audit and reactions all read it."""
