// data-behaviour="search" on a GET form that htmx sends at each pause: Enter puts the keyboard away, Escape empties it.
export class Search {
  constructor(form) {
    const input = form.querySelector("input[type=search]");
    if (!input) return;
    form.addEventListener("submit", () => matchMedia("(pointer: coarse)").matches && input.blur());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !input.value || event.isComposing) return;
      event.preventDefault();
      input.value = "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
