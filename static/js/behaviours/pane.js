// data-behaviour="pane" on a link with hx-target="#pane": beside the list where there is room for two panes, with the
// chosen row marked; an ordinary page on a phone.
const WIDE = matchMedia("(width >= 48rem)");

export class Pane {
  constructor(link) {
    link.addEventListener("click", (event) => this.choose(event, link), true);
  }

  choose(event, link) {
    const pane = document.querySelector("#pane");
    // Stopped before htmx sees it, so that the browser simply follows the link.
    if (!pane || !WIDE.matches) return event.stopImmediatePropagation();
    const list = link.closest(".rows, .page");
    for (const other of list?.querySelectorAll("a[aria-current]:is(.row__title)") ?? []) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    pane.scrollTop = 0;
  }
}
