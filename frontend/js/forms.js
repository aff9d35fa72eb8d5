/** A form that came back with errors starts at their summary; a form is sent once. */
export function startForms(root) {
  holdUnsent(root);
  const summary = root.querySelector?.(".hv-error-summary");
  if (summary && !summary.closest("[data-example]")) {
    summary.focus();
    if (!document.title.startsWith(summary.dataset.title)) document.title = `${summary.dataset.title} ${document.title}`;
  }
  for (const form of root.querySelectorAll?.("form[method=post]:not([data-repeatable]):not([data-watched])") ?? []) {
    // htmx announces the whole body once more when it starts: a form that is watched twice would hold itself back.
    form.dataset.watched = "";
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
      event.submitter?.setAttribute("aria-busy", "true");
      // The back button may bring this very page back.
      window.addEventListener("pageshow", () => {
        delete form.dataset.sent;
        event.submitter?.removeAttribute("aria-busy");
      });
    });
  }
}

/** The switch of language asks first where something was typed that is not sent yet. */
export function watchTyping() {
  document.addEventListener("input", (event) => {
    event.target.form?.toggleAttribute("data-typed", event.target.form.matches("[method=post]:not([data-repeatable])"));
  });
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.unsaved;
    if (!question) return;
    const typed = document.querySelector("form[data-typed], form:has(.hv-error-summary):not([data-example] *)");
    if (typed && !window.confirm(question)) event.preventDefault();
  });
}

/** A form that asks so holds whoever leaves with a choice that is not sent: the browser asks in its own words. */
function holdUnsent(root) {
  for (const form of root.querySelectorAll?.("form[data-leave]:not([data-held])") ?? []) {
    form.dataset.held = "";
    window.addEventListener("beforeunload", (event) => {
      if (form.isConnected && form.hasAttribute("data-typed") && !form.dataset.sent) event.preventDefault();
    });
  }
}

/** What a switch above rules rests while that is off: it cannot be changed, and keeps what was chosen. */
export function startSwitches(root) {
  for (const switcher of root.querySelectorAll?.("input[data-switches]") ?? []) {
    const ruled = switcher.form.querySelectorAll(`input[data-rests-with="${switcher.dataset.switches}"]`);
    const follow = () => {
      for (const box of ruled) {
        // A box that is disabled is not sent; its value goes along in a field that nobody sees.
        box.closest("td").querySelector("input[type=hidden]")?.remove();
        box.disabled = !switcher.checked;
        if (!box.disabled || !box.checked) continue;
        const kept = Object.assign(document.createElement("input"), { type: "hidden", name: box.name, value: box.value });
        box.closest("td").append(kept);
      }
    };
    switcher.addEventListener("change", follow);
    follow();
  }
}

/** Filters send themselves where htmx does not already do it. */
export function startFilters(root) {
  for (const form of root.querySelectorAll?.("form[data-live]:not([hx-get])") ?? []) {
    form.addEventListener("change", () => form.requestSubmit());
  }
  // htmx searches while somebody types. Leaving the field is no new search: it would undo what is ticked in the list.
  for (const field of root.querySelectorAll?.("form[data-live][hx-get] input[type=search]") ?? []) {
    field.addEventListener("change", (event) => event.stopPropagation());
  }
}

/** A file field may be dropped on, and says what it got. */
export function startUploads(root) {
  for (const box of root.querySelectorAll?.(".hv-upload") ?? []) {
    const input = box.querySelector("input[type=file]");
    if (!input) continue;
    for (const kind of ["dragenter", "dragover"]) {
      box.addEventListener(kind, (event) => {
        event.preventDefault();
        box.classList.add("is-over");
      });
    }
    for (const kind of ["dragleave", "drop"]) box.addEventListener(kind, () => box.classList.remove("is-over"));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
