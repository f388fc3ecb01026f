// data-behaviour="zone-offer" data-zone-offer-now="Asia/Shanghai" on a hidden card: shown when this phone is in another
// zone than the profile; {zone} in its sentences is that of the phone. Its [data-zone-offer-keep] button keeps the
// profile's, and this phone does not ask again for this zone.
import { person } from "../person.js";

const KEPT = "zone-kept";

// The one name that this browser has for a zone of several names; undefined when it knows none.
function canonical(zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(what) {
  try {
    localStorage.setItem(KEPT, what);
  } catch {
    // Storage may be switched off; then it is asked again.
  }
}

export class ZoneOffer {
  constructor(card) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const now = canonical(card.dataset.zoneOfferNow);
    const choice = `${person} ${card.dataset.zoneOfferNow} ${zone}`;
    if (!now || !canonical(zone) || now === canonical(zone) || kept() === choice) return;
    for (const words of card.querySelectorAll("[data-zone-offer-words]")) {
      words.textContent = words.textContent.replace("{zone}", zone);
    }
    card.querySelector("input[name=time_zone]").value = zone;
    card.querySelector("[data-zone-offer-keep]").addEventListener("click", () => {
      keep(choice);
      card.hidden = true;
      document.querySelector("h1")?.focus();
    });
    card.hidden = false;
  }
}
