// data-behaviour="position" on a form with position_fields() and position_status() (templates/ui/position.html).
// data-position-when="load": asks for a fresh fix at once and submits the form when it comes, or fails.
// data-position-when="tap": asks when the form is submitted, then submits it.
// data-position-fill-only: [data-position-ask] asks and fills the inputs; the form is submitted by its person.
// data-position-near="near": for GET forms; puts "latitude,longitude" into an input of that name. Without a fix it stays.
// data-position-limit="10": how many seconds to wait, counted down in [data-position-left].
import { announce } from "../speech.js";

const FAILURES = { 1: "denied", 2: "unavailable", 3: "timeout" };

// How long the browser's own question about the permission may stand open.
const QUESTION = 60;

export class Position {
  constructor(form) {
    this.form = form;
    this.when = form.dataset.positionWhen ?? "tap";
    this.limit = Number(form.dataset.positionLimit ?? 10);
    this.status = form.querySelector("[data-position-status]");
    this.asked = 0;
    const isFillOnly = "positionFillOnly" in form.dataset;
    form.querySelector("[data-position-ask]")?.addEventListener("click", () => this.ask());
    if (this.when === "load") this.ask().then(() => form.isConnected && form.requestSubmit());
    else if (!isFillOnly) form.addEventListener("submit", (event) => this.hold(event), true);
  }

  // Stops the submit until there is a fix, then repeats it with the same button.
  hold(event) {
    if (this.isPassing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.isAsking) return;
    const button = event.submitter;
    this.ask().then((found) => {
      if (!this.form.isConnected || (!found && this.form.dataset.positionNear)) return;
      this.isPassing = true;
      this.form.requestSubmit(button?.isConnected ? button : null);
      this.isPassing = false;
    });
  }

  async ask() {
    if (this.isAsking) return false;
    this.isAsking = true;
    this.asked += 1;
    this.say("locating");
    this.countDown();
    const { fix, failure } = await this.locate();
    clearInterval(this.ticking);
    this.isAsking = false;
    this.fill(fix, failure);
    this.say(failure || "found", fix);
    return Boolean(fix);
  }

  async locate() {
    const { geolocation, permissions } = navigator;
    if (!geolocation) return { failure: "unavailable" };
    const state = (await permissions?.query({ name: "geolocation" }).catch(() => null))?.state;
    const guard = 1000 * (state === "prompt" ? QUESTION : this.limit + 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ failure: "timeout" }), guard);
      const settle = (answer) => (clearTimeout(timer), resolve(answer));
      geolocation.getCurrentPosition(
        (fix) => settle({ fix }),
        (error) => settle({ failure: FAILURES[error.code] ?? "unavailable" }),
        { enableHighAccuracy: true, maximumAge: 0, timeout: 1000 * this.limit },
      );
    });
  }

  fill(fix, failure = "") {
    const near = this.form.dataset.positionNear;
    if (near) {
      if (fix) this.set(near, `${fix.coords.latitude.toFixed(5)},${fix.coords.longitude.toFixed(5)}`);
      return;
    }
    this.set("latitude", fix?.coords.latitude ?? "");
    this.set("longitude", fix?.coords.longitude ?? "");
    this.set("accuracy", fix?.coords.accuracy ?? "");
    this.set("fix_at", fix ? new Date(fix.timestamp).toISOString() : "");
    this.set("phone_at", new Date().toISOString());
    this.set("failure", failure);
    const sequence = this.form.elements.namedItem("sequence");
    if (sequence && this.asked > 1) sequence.value = Number(sequence.value) + 1;
  }

  set(name, value) {
    let input = this.form.elements.namedItem(name);
    if (!input) {
      input = Object.assign(document.createElement("input"), { type: "hidden", name });
      this.form.append(input);
    }
    input.value = value;
  }

  say(kind, fix = null) {
    if (!this.status) return;
    const words = (this.status.dataset[kind] ?? "").replace("{metres}", Math.ceil(fix?.coords.accuracy ?? 0));
    this.status.hidden = false;
    this.status.querySelector("[data-position-words]").textContent = words;
    if (kind !== "locating") this.left("");
    announce(words);
  }

  left(text) {
    const left = this.status?.querySelector("[data-position-left]");
    if (left) left.textContent = text;
  }

  countDown() {
    let seconds = this.limit;
    this.left(seconds);
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.left((seconds = Math.max(0, seconds - 1))), 1000);
  }

  detach() {
    clearInterval(this.ticking);
  }
}
