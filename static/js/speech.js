// Where the product speaks: the live region, the notice region, and sentences the server put into templates.
export function announce(sentence) {
  const region = document.getElementById("announcer");
  if (!region || !sentence) return;
  // Emptied first, so that the same sentence is read again.
  region.textContent = "";
  setTimeout(() => (region.textContent = sentence), 100);
}

// A copy of a <template> of the layout; undefined on pages without it.
export function copyOf(id) {
  return document.getElementById(id)?.content.firstElementChild.cloneNode(true);
}

export function showNotice(element) {
  document.getElementById("notice")?.replaceChildren(element);
}

// "14:05" today, with the day before.
export function clockTime(at) {
  const language = document.documentElement.lang || undefined;
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const style = isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, style).format(at);
}

export function watchSpeech() {
  document.addEventListener("announce", (event) => announce(event.detail?.value));
}
