// data-behaviour="operation" on a form: fills its input named "operation" with an id made here, and makes a new one
// once the server has accepted the write. Sent again unchanged (a retry, a lost answer), it is done once.
import { newId } from "../identifiers.js";

export class Operation {
  constructor(form) {
    this.form = form;
    this.renew();
    form.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
      if (ctx.sourceElement === form && ctx.response.status < 400) this.renew();
    });
    // A page that the back button revives begins a new write.
    this.revived = (event) => event.persisted && this.renew();
    addEventListener("pageshow", this.revived);
  }

  renew() {
    const input = this.form.elements.namedItem("operation");
    if (input) input.value = newId();
  }

  detach() {
    removeEventListener("pageshow", this.revived);
  }
}
