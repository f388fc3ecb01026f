// Who this page was made for, and what happens on this phone when she signs out.
import { forgetDrafts } from "./store.js";

const MARK = "person";

// The user's id; empty before sign-in.
export const person = document.documentElement.dataset.person ?? "";

function remembered() {
  try {
    return localStorage.getItem(MARK) ?? "";
  } catch {
    return person;
  }
}

function remember(id) {
  try {
    if (id) localStorage.setItem(MARK, id);
    else localStorage.removeItem(MARK);
  } catch {
    // Storage may be switched off; the pages work without it.
  }
}

// A sign-out forgets drafts and kept pages, and pages that the back button revives.
export function watchPerson() {
  // Somebody else was here before, and her session ended without a word: what was kept for her goes.
  const before = remembered();
  if (person && before && before !== person) navigator.serviceWorker?.controller?.postMessage({ type: "forget" });
  if (person) remember(person);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("[data-sign-out]")) return;
    remember("");
    forgetDrafts(person);
    navigator.serviceWorker?.controller?.postMessage({ type: "forget" });
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted || remembered() === person) return;
    document.documentElement.hidden = true;
    location.reload();
  });
}
