// The service worker, served as /sw.js with a first line that says which build it is:
// const BUILD = { build, files, offline }. Network first; what was kept answers when the network does not.
// Pages and fragments are kept apart: one browser keeps a single entry per address whatever Vary says.
const PATIENCE = 8000;
// With a kept page in hand nobody waits that long, unless something was sent since: then it may be wrong.
const PATIENCE_WHEN_KEPT = 2500;
const KEPT_PAGES = 60;
const KEPT_FOR = 7 * 24 * 3600 * 1000;

const STATIC = "static-";
const PAGES = "pages";
const FRAGMENTS = "fragments";
const OWN = STATIC + BUILD.build;
const KEPT_AT = "x-kept-at";
let wroteAt = 0;
let forgetting = 0;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(OWN).then(async (cache) => {
      await cache.addAll(BUILD.files);
      await cache.add(new Request(BUILD.offline, { cache: "reload" }));
    }),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), dropBuilds()]));
});

self.addEventListener("message", (event) => {
  const { type, language } = event.data ?? {};
  if (type === "take-over") self.skipWaiting();
  if (type === "forget") event.waitUntil(forget());
  if (type === "page") event.waitUntil(speak(language));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // Other origins are not ours to answer; an address with a position in it must not stay anywhere.
  if (url.origin !== self.location.origin || url.searchParams.has("near")) return;
  if (request.method !== "GET") wroteAt = Date.now();
  if (url.pathname.startsWith("/static/")) return event.respondWith(fromBuild(request, url));
  if (request.mode === "navigate") {
    return event.respondWith(request.method === "GET" ? page(event) : write(request));
  }
  if (request.method === "GET" && request.headers.get("HX-Request") === "true") event.respondWith(fragment(event));
});

// A file of a build never changes, so the first copy is as good as any.
async function fromBuild(request, url) {
  const kept = await caches.match(url.pathname, { ignoreSearch: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && url.pathname.startsWith(`/static/${BUILD.build}/`)) {
    const copy = answer.clone();
    caches.open(OWN).then((cache) => cache.put(url.pathname, copy));
  }
  return answer;
}

async function page(event) {
  try {
    const answer = await network(event, PAGES);
    // The sign-in page is what comes after a sign-out, and after a session that was ended from elsewhere.
    if (new URL(answer.url || event.request.url).pathname === "/sign-in") event.waitUntil(forget());
    return answer;
  } catch {
    const kept = await find(PAGES, event.request);
    if (kept) return tellAge(event, kept);
    return offline();
  }
}

async function fragment(event) {
  try {
    const answer = await network(event, FRAGMENTS);
    if (answer.status === 401) event.waitUntil(forget());
    return answer;
  } catch (fault) {
    const kept = await find(FRAGMENTS, event.request);
    if (kept) return kept;
    throw fault;
  }
}

// A form without htmx: never repeated from here; without an answer the offline page says so.
async function write(request) {
  try {
    return await fetch(request);
  } catch {
    return offline();
  }
}

// The network's answer, kept for later; fails when it does not come in time. A late one is still kept.
async function network(event, name) {
  const forgot = forgetting;
  const kept = await find(name, event.request);
  const isCurrent = kept && Date.parse(kept.headers.get(KEPT_AT)) > wroteAt;
  // Asked again even for the back button, which would otherwise show the page as it was before the last write.
  const answered = fetch(new Request(event.request, { cache: "no-cache" })).then((answer) => {
    // What was asked for before a sign-out must not come to stand after it.
    if (!answer.ok || forgot !== forgetting) return answer;
    const copy = answer.clone();
    // A full phone keeps less.
    event.waitUntil(keep(name, event.request, copy).catch(() => {}));
    return answer;
  });
  event.waitUntil(answered.catch(() => {}));
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), isCurrent ? PATIENCE_WHEN_KEPT : PATIENCE);
  });
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}

async function keep(cacheName, request, answer) {
  const isHtml = answer.headers.get("Content-Type")?.startsWith("text/html");
  if (!isHtml || answer.redirected || /no-store/.test(answer.headers.get("Cache-Control") ?? "")) return;
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, new Date().toISOString());
  for (const name of ["Vary", "Content-Encoding", "Content-Length"]) headers.delete(name);
  const cache = await caches.open(cacheName);
  // Put again it becomes the newest, and the oldest is the first to go.
  await cache.delete(request.url);
  await cache.put(request.url, new Response(await answer.blob(), { status: 200, headers }));
  const addresses = await cache.keys();
  for (const old of addresses.slice(0, Math.max(0, addresses.length - KEPT_PAGES))) await cache.delete(old);
}

async function find(name, request) {
  const kept = await (await caches.open(name)).match(request.url);
  return kept && Date.now() - Date.parse(kept.headers.get(KEPT_AT)) < KEPT_FOR ? kept : undefined;
}

// Says how old the page is, once the page can hear it.
function tellAge(event, kept) {
  const told = { type: "kept", at: kept.headers.get(KEPT_AT) };
  const say = async (left) => {
    const client = await self.clients.get(event.resultingClientId);
    if (client) return client.postMessage(told);
    if (left) return new Promise((resolve) => setTimeout(resolve, 100)).then(() => say(left - 1));
  };
  event.waitUntil(say(20));
  return kept;
}

async function offline() {
  const kept = await caches.match(BUILD.offline, { ignoreVary: true });
  return new Response(kept?.body ?? "", { status: 503, headers: kept?.headers ?? { "Content-Type": "text/plain" } });
}

// The offline page in the language of the pages.
async function speak(language) {
  const kept = await caches.match(BUILD.offline, { ignoreVary: true });
  if (!language || kept?.headers.get("Content-Language") === language) return;
  const answer = await fetch(`${BUILD.offline}?language=${encodeURIComponent(language)}`).catch(() => null);
  if (answer?.ok) await (await caches.open(OWN)).put(BUILD.offline, answer);
}

async function forget() {
  forgetting += 1;
  await Promise.all([caches.delete(PAGES), caches.delete(FRAGMENTS)]);
}

// The files of a build go when no kept page names them any more; those of the one before stay for pages still open.
async function dropBuilds() {
  const others = (await caches.keys()).filter((name) => name.startsWith(STATIC) && name !== OWN);
  const named = new Set();
  for (const name of [PAGES, FRAGMENTS]) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const text = await (await cache.match(request)).text();
      for (const [, build] of text.matchAll(/\/static\/([0-9a-f]+)\//g)) named.add(STATIC + build);
    }
  }
  for (const name of others.slice(0, -1)) if (!named.has(name)) await caches.delete(name);
}
