// data-behaviour="submit-once" on a form: a second tap while the first is on its way does nothing.
const PATIENCE = 20_000;

export class SubmitOnce {
  constructor(form) {
    this.form = form;
    form.addEventListener("submit", (event) => this.hold(event), true);
    form.addEventListener("submit", (event) => this.leave(event));
    form.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
      if (ctx.sourceElement === form) this.set(true, ctx.request.submitter);
    });
    form.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
      if (ctx.sourceElement === form && !ctx.keepIndicators) this.set(false);
    });
    this.shown = () => this.set(false);
    addEventListener("pageshow", this.shown);
  }

  hold(event) {
    if (!this.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // A plain form: the page goes. Set after the event, or the button's own value would not be sent.
  leave(event) {
    if (!event.defaultPrevented) setTimeout(() => this.set(true, event.submitter));
  }

  set(busy, button = null) {
    this.busy = busy;
    clearTimeout(this.timer);
    if (busy) this.timer = setTimeout(this.shown, PATIENCE);
    this.button?.removeAttribute("aria-busy");
    this.button = busy ? button : null;
    this.button?.setAttribute("aria-busy", "true");
  }

  // The button may stand outside the form that was replaced.
  detach() {
    this.set(false);
    removeEventListener("pageshow", this.shown);
  }
}
