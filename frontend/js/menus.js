// Menus and the phone's navigation are native popovers; scripts only tell the button whether they are open.
export function startMenus() {
  document.addEventListener(
    "toggle",
    (event) => {
      const popover = event.target;
      if (!(popover instanceof HTMLElement) || !popover.hasAttribute("popover") || !popover.id) return;
      const open = event.newState === "open";
      for (const button of document.querySelectorAll(`[popovertarget="${CSS.escape(popover.id)}"]`)) {
        button.setAttribute("aria-expanded", String(open));
      }
      if (open) popover.querySelector("a[href], button:not([popovertargetaction])")?.focus({ preventScroll: true });
    },
    true,
  );

  // Where the navigation was folded open or shut is kept on this device only.
  for (const group of document.querySelectorAll(".hv-nav details[data-group]")) {
    const key = `nav:${group.dataset.group}`;
    try {
      if (localStorage.getItem(key) === "shut" && !group.querySelector("[aria-current]")) group.open = false;
      group.addEventListener("toggle", () => localStorage.setItem(key, group.open ? "open" : "shut"));
    } catch {
      return; // storage is switched off: groups simply start open
    }
  }
}
