// data-behaviour="reload" on a button: asks for this very page again, with what was sent to get it.
export class Reload {
  constructor(button) {
    button.hidden = false;
    button.addEventListener("click", () => location.reload());
  }
}
