// Where the focus goes after a part of the page was replaced: to what is wrong, to the new heading, or it stays.
let before = null;
let around = null;

// What can be found again after the swap: the same button of the same form, the same link.
function twin(element, regions) {
  const alike = (other) =>
    other.tagName === element.tagName && other.name === element.name && other.value === element.value &&
    other.getAttribute("href") === element.getAttribute("href") &&
    other.form?.getAttribute("action") === element.form?.getAttribute("action");
  for (const region of regions) {
    const found = [...region.querySelectorAll(element.tagName)].find(alike);
    // At the end of its way a stop cannot be moved further: the other button of the pair is next to the thumb.
    if (found?.disabled) return found.form?.querySelector("button:enabled") ?? null;
    if (found) return found;
  }
  return null;
}

const first = (regions, selector) =>
  regions.map((region) => (region.matches(selector) ? region : region.querySelector(selector))).find(Boolean);

function settle(regions) {
  if (first(regions, "[autofocus]")) return;
  const wrong = first(regions, "[aria-invalid=true]") ?? first(regions, "[data-error-summary]");
  const isLost = document.activeElement === document.body || document.activeElement === null;
  const next = wrong ?? (isLost ? (before && twin(before, regions)) ?? first(regions, "h1[tabindex],h2[tabindex]") : null);
  next?.focus();
  next?.scrollIntoView?.({ block: "nearest" });
}

export function watchFocus() {
  document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
    before = document.activeElement;
    const gone = tasks?.find((task) => task.swapSpec?.style === "delete")?.target;
    around = gone?.contains(before) ? gone.parentElement : null;
  });
  // Nothing takes the place of what was removed: its first neighbour that can be used is next.
  document.addEventListener("htmx:finally:swap", () => {
    if (around && !before.isConnected) around.querySelector("a, button, input")?.focus({ preventScroll: true });
    around = null;
  });
  document.addEventListener("htmx:after:settle", ({ detail }) => {
    const regions = detail.newContent.filter((node) => node instanceof Element);
    setTimeout(() => settle(regions.filter((region) => region.isConnected)));
  });
}
