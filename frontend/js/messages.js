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
      // The browser does not give its clipboard, as on an address without https: the text is copied by hand.
      selectField(button.dataset.copy);
      tell(button, button.dataset.byHand);
      return;
    }
    tell(button, button.dataset.copied);
  });
}

/** Select all of the field on the page that holds this text, if there is one. */
function selectField(text) {
  const fields = [...document.querySelectorAll("input[readonly], textarea[readonly]")];
  const field = fields.find((each) => each.value === text);
  field?.focus();
  field?.select();
}

/** Say for a while on a button, and aloud, what it did. */
function tell(button, text) {
  say(text);
  if (!text) return;
  const label = button.lastChild;
  button.dataset.label ??= label.textContent;
  label.textContent = text;
  setTimeout(() => {
    label.textContent = button.dataset.label;
  }, 4000);
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
