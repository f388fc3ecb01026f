// Sends a failed htmx request once more. Its operation id is still the same, so the server does it only once.
import htmx from "../vendor/htmx.js";

export function repeat(ctx) {
  const { method, action } = ctx.request;
  const source = ctx.sourceElement;
  if (!source.isConnected) return location.reload();
  // Without a target: the element's own attributes decide again, not what the failed answer asked for.
  return htmx.ajax(method, action, { source, event: ctx.sourceEvent });
}
