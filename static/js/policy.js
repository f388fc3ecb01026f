// The one Trusted Types policy. It has to exist before anything else writes markup, so it is imported first.
// HTML comes from our own server only (the content policy sees to that); scripts inside it never run.
const WORKER = "/sw.js";

globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (markup) => markup,
  createScriptURL(address) {
    if (address === WORKER) return address;
    throw new TypeError(`not a script of ours: ${address}`);
  },
});

export { WORKER };
