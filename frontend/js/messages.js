// Messages stay until they are closed: nobody has to read against the clock.
export function startMessages() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close-message]");
    if (!button) return;
    button.closest(".hv-message")?.remove();
  });

  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return; // the browser does not give its clipboard: the text stands on the page to be copied by hand
    }
    say(button.dataset.copied ?? "");
    if (!button.dataset.copied) return;
    const label = button.lastChild;
    button.dataset.label ??= label.textContent;
    label.textContent = button.dataset.copied;
    setTimeout(() => {
      label.textContent = button.dataset.label;
    }, 4000);
  });
}

/** Say a status aloud to who does not see it. */
export function say(text) {
  const region = document.getElementById("hv-status");
  if (!region || !text) return;
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
