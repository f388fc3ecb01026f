"""What everything stands on: database, clock, ids, places, phones, text, search, claims of work. No Flask, no business."""
