// After a swap focus is where a person expects it and the result is said aloud.
import { say } from "./messages.js";

export function startSwaps() {
  // 422 is our answer to a form that cannot be accepted: show it like any other.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  // A form that was sent before the swap took it over comes back as a whole page: its focus stands where it would.
  document.querySelector("main [data-focus]")?.focus();

  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    const wanted = root.querySelector?.("[data-focus]") ?? (root.matches?.("[data-focus]") ? root : null);
    if (wanted) wanted.focus();
    const spoken = root.querySelector?.("[data-say]") ?? (root.matches?.("[data-say]") ? root : null);
    if (spoken) say(spoken.dataset.say || spoken.textContent.trim());
  });

  for (const kind of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(kind, (event) => {
      if (event.detail.xhr?.status === 422) return;
      const template = document.getElementById("hv-failed");
      const place = document.getElementById("hv-toasts");
      if (template && place && !place.querySelector("[data-failed]")) place.append(template.content.cloneNode(true));
    });
  }
}
