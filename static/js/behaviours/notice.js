// data-behaviour="notice": [data-notice-close] takes the notice away; the focus goes back to the page, not to nowhere.
export class Notice {
  constructor(notice) {
    notice.querySelector("[data-notice-close]")?.addEventListener("click", () => {
      notice.remove();
      document.querySelector("h1[tabindex]")?.focus({ preventScroll: true });
    });
  }
}
