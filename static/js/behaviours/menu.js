// data-behaviour="menu" on <details>: closes on Escape, on a tap outside and after a choice.
export class Menu {
  constructor(details) {
    this.details = details;
    this.tapped = (event) => details.open && !details.contains(event.target) && this.close();
    document.addEventListener("pointerdown", this.tapped);
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      event.stopPropagation();
      this.close();
      details.querySelector("summary").focus();
    });
    details.addEventListener("click", (event) => event.target.closest(".menu__item") && this.close());
  }

  close() {
    this.details.open = false;
  }

  detach() {
    document.removeEventListener("pointerdown", this.tapped);
  }
}
