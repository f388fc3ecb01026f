"""Hypermedia replies, forms, assets, security, paging and the reviewing of requests. It knows no business."""
