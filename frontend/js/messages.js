// Messages stay until they are closed: nobody has to read against the clock.
export function startMessages() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close-message]");
    if (!button) return;
    button.closest(".hv-message")?.remove();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    say(button.dataset.copied ?? "");
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
