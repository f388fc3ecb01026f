// data-behaviour="date-chips" on a fieldset of radio chips: [data-date-chips-pick] shows when the choice "pick" is made.
export class DateChips {
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.field = fieldset.querySelector("[data-date-chips-pick]");
    if (!this.field) return;
    this.input = this.field.querySelector("input");
    fieldset.addEventListener("change", (event) => this.show(event.target.type === "radio"));
    // A draft that comes back changes chips without their own events.
    this.redrawn = () => this.show();
    fieldset.form?.addEventListener("change", this.redrawn);
    this.show();
  }

  show(isChosenNow = false) {
    const isPicked = Boolean(this.fieldset.querySelector('input[type=radio][value="pick"]:checked'));
    this.field.hidden = !isPicked;
    this.input.required = isPicked;
    if (isPicked && isChosenNow && !this.input.value) this.open();
  }

  open() {
    this.input.focus();
    try {
      this.input.showPicker();
    } catch {
      // Only allowed right after a tap; the focus is enough.
    }
  }

  detach() {
    this.fieldset.form?.removeEventListener("change", this.redrawn);
  }
}
