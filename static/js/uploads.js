// Photos on their way: kept on the phone until the server has them, sent one by one, also from the next page.
import { dropPhoto, keepPhoto, photosOf } from "./store.js";
import { person } from "./person.js";

const PAUSES = [2, 5, 15, 60];
// Trying the same file again would change nothing.
const HOPELESS = new Set([400, 403, 404, 405, 409, 410, 413, 415, 422]);

let queue = null;
let running = false;
let attempt = 0;
let timer;

const tell = (photo, state, more = {}) =>
  document.dispatchEvent(new CustomEvent("photo", { detail: { photo, state, ...more } }));

function post(photo) {
  return new Promise((resolve) => {
    const form = new FormData();
    form.append("operation", photo.id);
    form.append("phone_at", new Date(photo.at).toISOString());
    form.append(photo.field, photo.blob, photo.name);
    // XMLHttpRequest, because fetch does not tell how far an upload is.
    const asked = new XMLHttpRequest();
    asked.open("POST", photo.url);
    asked.setRequestHeader("HX-Request", "true");
    asked.setRequestHeader("Accept", "text/html");
    asked.timeout = 60_000;
    asked.upload.onprogress = ({ loaded, total }) => tell(photo, "sending", { share: loaded / total });
    asked.onload = () => resolve(asked);
    asked.onerror = asked.ontimeout = () => resolve(null);
    asked.send(form);
  });
}

async function send(photo) {
  tell(photo, "sending", { share: 0 });
  const answer = await post(photo);
  const status = answer?.status ?? 0;
  if (status >= 200 && status < 300) {
    await dropPhoto(photo.id);
    tell(photo, "sent", { markup: answer.responseText });
    return true;
  }
  if (HOPELESS.has(status)) {
    await dropPhoto(photo.id);
    tell(photo, "refused", { markup: answer.responseText });
    return true;
  }
  tell(photo, "failed");
  return false;
}

// Sends what waits, until it is empty or the network does not answer; then again after a pause.
export async function sendPhotos() {
  clearTimeout(timer);
  if (running || !person) return;
  running = true;
  queue ??= await photosOf(person);
  while (queue.length) {
    if (!(await send(queue[0]))) break;
    queue.shift();
    attempt = 0;
  }
  running = false;
  if (queue.length) timer = setTimeout(sendPhotos, 1000 * PAUSES[Math.min(attempt++, PAUSES.length - 1)]);
}

export async function addPhoto(photo) {
  const record = { ...photo, person, at: Date.now() };
  await keepPhoto(record);
  queue ??= await photosOf(person);
  if (!queue.some((other) => other.id === record.id)) queue.push(record);
  sendPhotos();
}

// Those still waiting for an address, for the page that shows them.
export const waitingFor = async (url) => {
  queue ??= await photosOf(person);
  return queue.filter((photo) => photo.url === url);
};

export function watchUploads() {
  addEventListener("online", sendPhotos);
  sendPhotos();
}
