"""How fast it is: the product under load, beside a bare page and beside the same work done by hand."""
