// The service worker, and the quiet chip that offers a new version; nothing reloads by itself.
import { WORKER } from "./policy.js";
import { clockTime, copyOf } from "./speech.js";

let wanted = false;

// Lets everybody who keeps something write it down before the page goes.
async function leave() {
  const waits = [];
  document.dispatchEvent(new CustomEvent("leaving", { detail: { waits } }));
  await Promise.allSettled(waits);
}

function offer(registration) {
  if (!registration.waiting || !navigator.serviceWorker.controller || document.querySelector(".update")) return;
  const chip = copyOf("new-version");
  if (!chip) return;
  chip.addEventListener("click", async () => {
    wanted = true;
    await leave();
    registration.waiting?.postMessage({ type: "take-over" });
  });
  document.body.append(chip);
}

function watch(registration) {
  offer(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => offer(registration));
  });
  // A phone keeps an app open for days; look again when it comes back to the front.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}

// The worker says when it had to answer from what was kept.
function showAge({ data }) {
  if (data?.type !== "kept") return;
  const banner = copyOf("kept-page");
  if (!banner || document.querySelector(".banner--offline")) return;
  const words = banner.querySelector("[data-words]");
  words.textContent = words.textContent.replace("{time}", clockTime(new Date(data.at)));
  document.body.prepend(banner);
}

export async function watchUpdates() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  worker.addEventListener("controllerchange", () => wanted && location.reload());
  worker.addEventListener("message", showAge);
  try {
    watch(await worker.register(WORKER, { updateViaCache: "none" }));
    const ready = await worker.ready;
    ready.active?.postMessage({ type: "page", language: document.documentElement.lang, address: location.href });
  } catch {
    // Without a worker (a private window, plain http) everything but working offline works.
  }
}
