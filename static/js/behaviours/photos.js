// data-behaviour="photos" on the camera square (templates/ui/photos.html): makes photos small on the phone
// (at most 1600 px and 300 KB) and shows them in [data-photos-grid].
// data-photos-url: each is sent there at once, one by one, and kept on the phone until the server has it;
// without an address they are sent with the form. Sentences: data-photos-sending, -kept, -failed, -unreadable.
import htmx from "../../vendor/htmx.js";
import { newId } from "../identifiers.js";
import { announce } from "../speech.js";
import { addPhoto, sendPhotos, waitingFor } from "../uploads.js";

const LONGEST = 1600;
const HEAVIEST = 300 * 1024;

// As JPEG, in steps: first less quality, then fewer pixels. Undefined when the file is no picture.
async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return undefined;
  let side = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  let blob;
  for (let quality = 0.82; ; quality = Math.max(0.5, quality - 0.12)) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * side));
    canvas.height = Math.max(1, Math.round(picture.height * side));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (!blob || blob.size <= HEAVIEST || canvas.width < 64) break;
    if (quality <= 0.5) side *= 0.8;
  }
  picture.close();
  return blob;
}

export class Photos {
  constructor(label) {
    this.label = label;
    this.url = label.dataset.photosUrl ?? "";
    this.input = label.querySelector("input[type=file]");
    this.grid = label.closest("[data-photos-grid]") ?? label.parentElement;
    this.tiles = new Map();
    this.chosen = new DataTransfer();
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    this.heard = ({ detail }) => this.show(detail);
    document.addEventListener("photo", this.heard);
    if (this.url) this.resume();
  }

  // Those of an earlier visit to this page that are still on their way.
  async resume() {
    for (const photo of await waitingFor(this.url)) this.tile(photo.id, photo.blob, "failed");
  }

  async take(files) {
    if (this.url) this.input.value = "";
    for (const file of files) {
      const blob = await shrink(file);
      const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
      const id = newId();
      this.tile(id, blob, blob ? "sending" : "unreadable");
      if (!blob) announce(this.label.dataset.photosUnreadable);
      else if (this.url) await addPhoto({ id, url: this.url, field: this.input.name, name, blob });
      else this.keep(id, new File([blob], name, { type: blob.type }));
    }
  }

  // Goes with the form: the input holds the small files instead of those from the camera.
  keep(id, file) {
    this.chosen.items.add(file);
    this.input.files = this.chosen.files;
    this.state(id, "kept");
  }

  tile(id, blob, state) {
    if (this.tiles.has(id)) return;
    const tile = document.createElement("div");
    tile.className = "photo";
    const words = Object.assign(document.createElement("button"), { type: "button", className: "photo__state" });
    words.addEventListener("click", () => sendPhotos());
    if (blob) {
      const image = Object.assign(new Image(), { src: URL.createObjectURL(blob), alt: "" });
      image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
      tile.append(image);
    }
    tile.append(words);
    this.label.after(tile);
    this.tiles.set(id, tile);
    this.state(id, state);
  }

  state(id, state, share) {
    const tile = this.tiles.get(id);
    const { photosSending, photosKept, photosFailed, photosUnreadable } = this.label.dataset;
    const words = { sending: photosSending, kept: photosKept, failed: photosFailed, unreadable: photosUnreadable }[state];
    tile.dataset.state = state === "unreadable" ? "failed" : state;
    const button = tile.querySelector(".photo__state");
    button.textContent = share ? `${words} ${Math.round(100 * share)} %` : words;
    button.disabled = state !== "failed";
  }

  show({ photo, state, share, markup }) {
    if (!this.tiles.has(photo.id)) return;
    if (state === "sent") return this.replace(photo.id, markup);
    if (state !== "refused") return this.state(photo.id, state, share);
    this.state(photo.id, "unreadable");
    const sentence = this.parse(markup)?.querySelector(".notice__text")?.textContent.trim();
    if (sentence) this.tiles.get(photo.id).querySelector(".photo__state").textContent = sentence;
    announce(sentence || this.label.dataset.photosUnreadable);
  }

  parse(markup = "") {
    return new DOMParser().parseFromString(markup, "text/html");
  }

  // The server's own square takes the place of ours.
  replace(id, markup) {
    const square = this.parse(markup).querySelector(".photo:not(.photo--new)");
    announce(this.label.dataset.photosKept);
    if (square) {
      this.tiles.get(id).replaceWith(document.adoptNode(square));
      htmx.process(square);
    } else this.state(id, "kept");
    this.tiles.delete(id);
  }

  detach() {
    document.removeEventListener("photo", this.heard);
  }
}
