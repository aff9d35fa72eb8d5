// <a data-dialog="id" href="page"> opens the dialog with that id; without scripts it is the page that asks the same.
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener && !event.metaKey && !event.ctrlKey) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
        return;
      }
    }
    const closer = event.target.closest("[data-close-dialog]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog")?.close();
      return;
    }
    if (event.target instanceof HTMLDialogElement && event.target.open) {
      const box = event.target.getBoundingClientRect();
      const inside =
        event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });

  // A dialog that comes with a swap opens itself.
  document.addEventListener("htmx:load", (event) => {
    const dialog = event.detail.elt.closest?.("dialog[data-open]") ?? event.detail.elt.querySelector?.("dialog[data-open]");
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  });
}
