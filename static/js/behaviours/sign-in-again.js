// data-behaviour="sign-in-again" on the sign-in form inside a notice: signs in without leaving the page, then sends
// what was refused once more. What was typed stays. [data-sign-in-wrong] says what is wrong.
import { takeRefused } from "../errors.js";
import { person } from "../person.js";
import { repeat } from "../repeating.js";

// Whose page this address is now. Somebody else must not send what this person typed.
async function whose() {
  const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html").documentElement.dataset.person ?? "";
}

export class SignInAgain {
  constructor(form) {
    this.form = form;
    this.wrong = form.querySelector("[data-sign-in-wrong]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.busy) this.signIn();
    });
    form.querySelector("input:not([type=hidden])")?.focus();
  }

  async signIn() {
    this.busy = true;
    this.wrong.hidden = true;
    try {
      const body = new URLSearchParams(new FormData(this.form));
      const answer = await fetch(this.form.action, { method: "POST", body, redirect: "manual" });
      if (answer.type === "opaqueredirect") await this.goOn();
      else this.refuse(await answer.text());
    } catch {
      this.refuse("");
    }
    this.busy = false;
  }

  async goOn() {
    const now = await whose();
    if (now && now !== person) {
      navigator.serviceWorker?.controller?.postMessage({ type: "forget" });
      return location.reload();
    }
    this.form.closest(".notice").remove();
    for (const ctx of takeRefused()) repeat(ctx);
  }

  refuse(markup) {
    const page = new DOMParser().parseFromString(markup, "text/html");
    const sentences = [...page.querySelectorAll("[data-error-summary] li")].map((line) => line.textContent.trim());
    this.wrong.textContent = sentences.join(" ") || this.wrong.dataset.signInWrong;
    this.wrong.hidden = false;
    this.form.querySelector("input[type=password]")?.select();
  }
}
