"""The first screen: the day of a rep, gathered from the slices below."""
