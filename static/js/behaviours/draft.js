// data-behaviour="draft" data-draft-key="visit-<id>" on a form: what is typed is kept on this phone at every pause,
// and offered again ("Draft from 14:05": template #draft-found) when the form comes back without it.
// Dropped once the server accepted the form, at sign-out and after a fortnight.
import { person } from "../person.js";
import { clockTime, copyOf } from "../speech.js";
import { draft, draftsOf, dropDraft, keepDraft } from "../store.js";

const PAUSE = 400;
const LEFT_OUT = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);

// Was the plain form that brought us here accepted? The answer is an ordinary page, reached from the form's page.
async function settleSent() {
  if (!person || document.querySelector("[data-unanswered]")) return;
  const from = document.referrer && new URL(document.referrer).pathname;
  for (const record of await draftsOf(person)) {
    if (!record.sent) continue;
    const form = document.querySelector(`[data-draft-key="${CSS.escape(record.key)}"]`);
    if (form?.querySelector("[data-error-summary]")) await keepDraft({ ...record, sent: "" });
    else if (record.sent === from) await dropDraft(person, record.key);
  }
}
const settled = settleSent();

export class Draft {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.draftKey ?? "";
    if (!person || !this.key) return;
    this.save = this.save.bind(this);
    this.changed = () => {
      clearTimeout(this.timer);
      this.dirty = true;
      this.timer = setTimeout(this.save, PAUSE);
    };
    form.addEventListener("input", this.changed);
    form.addEventListener("change", this.changed);
    form.addEventListener("submit", (event) => !event.defaultPrevented && this.sent());
    form.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
      if (ctx.sourceElement === form && ctx.response.status < 400) this.drop();
    });
    this.leaving = ({ detail }) => detail.waits.push(this.save());
    document.addEventListener("leaving", this.leaving);
    document.addEventListener("visibilitychange", this.save);
    this.ready = this.offer();
  }

  *fields() {
    for (const field of this.form.elements) {
      if (field.name && "value" in field && !LEFT_OUT.has(field.type)) yield field;
    }
  }

  // What the form holds now, as pairs of name and value; boxes and chips only when they are chosen.
  values() {
    const values = [];
    for (const field of this.fields()) {
      const isChoice = field.type === "checkbox" || field.type === "radio";
      if (field.selectedOptions) for (const option of field.selectedOptions) values.push([field.name, option.value]);
      else if (!isChoice || field.checked) values.push([field.name, field.value]);
    }
    return values;
  }

  async save() {
    clearTimeout(this.timer);
    if (!this.dirty) return;
    this.dirty = false;
    await keepDraft({ person, key: this.key, at: Date.now(), values: this.values() });
  }

  // A plain form leaves the page, and whether it was accepted shows on the next one.
  async sent() {
    clearTimeout(this.timer);
    this.dirty = false;
    await keepDraft({ person, key: this.key, at: Date.now(), values: this.values(), sent: location.pathname });
  }

  drop() {
    clearTimeout(this.timer);
    this.dirty = false;
    this.bar?.remove();
    return dropDraft(person, this.key);
  }

  async offer() {
    await settled;
    const record = await draft(person, this.key);
    if (!record) return;
    if (!this.form.isConnected || JSON.stringify(record.values) === JSON.stringify(this.values())) return;
    const bar = (this.bar = copyOf("draft-found"));
    if (!bar) return;
    const words = bar.querySelector("p");
    words.textContent = words.textContent.replace("{time}", clockTime(record.at));
    bar.querySelector("[data-draft-keep]").addEventListener("click", () => this.fill(record.values));
    bar.querySelector("[data-draft-discard]").addEventListener("click", () => this.drop());
    this.form.before(bar);
  }

  fill(values) {
    const left = [...values];
    const take = (field) => {
      const place = left.findIndex(([name, value]) => name === field.name && (!field.options || value === field.value));
      return place < 0 ? undefined : left.splice(place, 1)[0][1];
    };
    const chosen = (name, value) => values.some((pair) => pair[0] === name && pair[1] === value);
    for (const field of this.fields()) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = chosen(field.name, field.value);
      else if (field.options) for (const option of field.options) option.selected = chosen(field.name, option.value);
      else field.value = take(field) ?? field.value;
    }
    this.bar.remove();
    this.form.closest("details")?.setAttribute("open", "");
    for (const part of this.form.querySelectorAll("details")) part.open = true;
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
    this.form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }

  detach() {
    this.bar?.remove();
    this.save?.();
    document.removeEventListener("leaving", this.leaving);
    document.removeEventListener("visibilitychange", this.save);
  }
}
