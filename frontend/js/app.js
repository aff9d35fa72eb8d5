// What the pages gain with scripts; each of them works without. Words come from the page, never from here.
import { startDialogs } from "./dialogs.js";
import { startFilters, startForms, startSwitches, startUploads, watchTyping } from "./forms.js";
import { startMessages } from "./messages.js";
import { startMenus } from "./menus.js";
import { startSwaps } from "./swaps.js";
import { startTheme } from "./theme.js";
import { startMerges, startToolbars } from "./toolbar.js";

startTheme();
startMenus();
startDialogs();
startMessages();
startSwaps();
watchTyping();

function enhance(root) {
  startForms(root);
  startFilters(root);
  startSwitches(root);
  startUploads(root);
  startToolbars(root);
  startMerges(root);
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
