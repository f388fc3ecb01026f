// data-behaviour="share" on a section: [data-share-copy] copies the value of [data-share-text] (then says its
// data-share-done), [data-share-send] hands it to the phone's share sheet with data-share-title. Both are hidden at first.
import { announce } from "../speech.js";

export class Share {
  constructor(section) {
    this.section = section;
    this.text = section.querySelector("[data-share-text]");
    this.text?.addEventListener("focus", () => this.text.select());
    this.offer("[data-share-copy]", Boolean(navigator.clipboard), (button) => this.copy(button));
    this.offer("[data-share-send]", Boolean(navigator.share), () => this.send());
  }

  offer(selector, isPossible, act) {
    const button = this.section.querySelector(selector);
    if (!button || !isPossible) return;
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }

  async copy(button) {
    await navigator.clipboard.writeText(this.text.value);
    button.textContent = button.dataset.shareDone ?? button.textContent;
    announce(button.dataset.shareDone);
  }

  send() {
    // Somebody who closes the sheet again has not made a mistake.
    navigator.share({ title: this.section.dataset.shareTitle, text: this.text.value }).catch(() => {});
  }
}
