// data-behaviour="count-down" data-count-down-until="<ISO time>" on an element: shows what is left as 4:59 in
// [data-count-down-left] (or in itself). data-count-down-over: the sentence at the end. Said aloud once, at the end.
import { announce } from "../speech.js";

export class CountDown {
  constructor(element) {
    this.element = element;
    this.shown = element.querySelector("[data-count-down-left]") ?? element;
    this.until = Date.parse(element.dataset.countDownUntil);
    if (Number.isNaN(this.until)) return;
    this.timer = setInterval(() => this.show(), 1000);
    this.show();
  }

  show() {
    const seconds = Math.max(0, Math.round((this.until - Date.now()) / 1000));
    this.shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds) return;
    clearInterval(this.timer);
    const sentence = this.element.dataset.countDownOver;
    if (sentence) this.element.textContent = sentence;
    announce(sentence);
    this.element.dispatchEvent(new CustomEvent("count-down-over", { bubbles: true }));
  }

  detach() {
    clearInterval(this.timer);
  }
}
