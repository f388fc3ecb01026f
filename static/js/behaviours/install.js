// data-behaviour="install" on a section that is hidden at first: offers to install where the browser can.
// [data-install-button] (hidden): shown where one tap installs. [data-install-by-hand] (hidden): how to do it on an
// iPhone or iPad (Share, Add to Home Screen). In the installed app the section stays hidden.
let offered = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offered = event;
  document.dispatchEvent(new Event("installable"));
});

const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const isApple = () => "standalone" in navigator;

export class Install {
  constructor(section) {
    this.section = section;
    this.button = section.querySelector("[data-install-button]");
    this.byHand = section.querySelector("[data-install-by-hand]");
    this.button?.addEventListener("click", () => this.install());
    this.show = this.show.bind(this);
    document.addEventListener("installable", this.show);
    this.show();
  }

  show() {
    const canTap = Boolean(offered && this.button);
    const canShow = isApple() && Boolean(this.byHand);
    if (this.button) this.button.hidden = !canTap;
    if (this.byHand) this.byHand.hidden = canTap || !canShow;
    this.section.hidden = isInstalled() || !(canTap || canShow);
  }

  async install() {
    offered.prompt();
    const { outcome } = await offered.userChoice;
    offered = null;
    if (outcome === "accepted") this.section.hidden = true;
    else this.show();
  }

  detach() {
    document.removeEventListener("installable", this.show);
  }
}
