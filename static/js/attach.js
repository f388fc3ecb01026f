// Gives elements their behaviours: data-behaviour="name name" on the page and on whatever is put into it later.
// A behaviour is a class; it is made with its element, and told by detach() when the element is gone.
const classes = new Map();
const attached = new WeakMap();

function attach(element) {
  const made = attached.get(element) ?? new Map();
  attached.set(element, made);
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    const Behaviour = classes.get(name);
    if (Behaviour && !made.has(name)) made.set(name, new Behaviour(element));
  }
}

function detach(element) {
  for (const behaviour of attached.get(element)?.values() ?? []) behaviour.detach?.();
  attached.delete(element);
}

function each(root, act) {
  if (!(root instanceof Element)) return;
  if (root.matches("[data-behaviour]")) act(root);
  for (const element of root.querySelectorAll("[data-behaviour]")) act(element);
}

export function attachBehaviours(behaviours) {
  for (const [name, Behaviour] of Object.entries(behaviours)) classes.set(name, Behaviour);
  each(document.documentElement, attach);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.removedNodes) if (!node.isConnected) each(node, detach);
      for (const node of change.addedNodes) if (node.isConnected) each(node, attach);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
}
