// When an answer does not come, or comes broken: one sentence in the notice region, with a retry.
import { repeat } from "./repeating.js";
import { copyOf, showNotice } from "./speech.js";

// Answers that show themselves: a form with what is wrong, a card about a conflict.
const SHOWN = new Set([409, 422]);
// The requests that wait for a sign-in, the latest of each element.
const refused = new Map();

export function takeRefused() {
  const waiting = [...refused.values()];
  refused.clear();
  return waiting;
}

// The server's own sentence when the broken answer holds one ("the disk is full").
function sentenceOf(ctx) {
  if (!ctx.text?.includes("notice__text")) return "";
  return new DOMParser().parseFromString(ctx.text, "text/html").querySelector(".notice__text")?.textContent ?? "";
}

function tell(ctx) {
  const notice = copyOf("no-answer");
  if (!notice) return;
  const sentence = sentenceOf(ctx);
  if (sentence) notice.querySelector("p").textContent = sentence;
  notice.querySelector("[data-retry]").addEventListener("click", () => {
    notice.remove();
    repeat(ctx);
  });
  showNotice(notice);
}

export function watchErrors() {
  document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
    if (ctx.response.status < 400) return;
    if (ctx.response.status === 401) {
      refused.set(ctx.sourceElement, ctx);
      // The form is there already, and somebody may be typing into it.
      if (document.querySelector("#notice [data-sign-in-wrong]")) ctx.hx.reswap = "none";
    }
    // An error that goes elsewhere is not a part of the page that was asked for.
    if (ctx.hx.retarget) ctx.select = null;
  });
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const status = ctx.response.status;
    if (status >= 500) return tell(ctx);
    if (ctx.hx.retarget || SHOWN.has(status)) return;
    // Somebody in between answered (a proxy, a hotel's network): its page does not belong into ours.
    ctx.hx.reswap = "none";
    tell(ctx);
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx && !ctx.response) tell(ctx);
  });
}
