// Marks of Markdown by button and by key. Words come from the page; what is typed goes through the browser's own
// editing, so that undo takes a mark back like anything typed and the preview follows by the input event.

/** Toolbars start hidden: without scripts the help below the fields says the same. */
export function startToolbars(root) {
  for (const bar of root.querySelectorAll?.("[data-toolbar][hidden]") ?? []) {
    const field = document.getElementById(bar.dataset.toolbar);
    if (!field) continue;
    const buttons = [...bar.querySelectorAll("[data-mark]")];
    const put = (mark) => apply(mark, field, bar.dataset);
    // Below its label, so that label, marks and field are read in that order.
    field.before(bar);
    bar.hidden = false;
    rove(bar, buttons);
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-mark]");
      if (button) put(button.dataset.mark);
    });
    field.addEventListener("keydown", (event) => {
      // Ctrl or Cmd alone: with Alt or Shift the keys are somebody's screen reader's or browser's.
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
      const mark = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
      if (!mark) return;
      event.preventDefault();
      put(mark);
    });
  }
}

/** One stop for Tab; arrows, Home and End go from button to button. */
function rove(bar, buttons) {
  const here = (wanted) => {
    for (const button of buttons) button.tabIndex = button === wanted ? 0 : -1;
  };
  here(buttons[0]);
  bar.addEventListener("focusin", (event) => here(event.target.closest("[data-mark]") ?? buttons[0]));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length].focus();
  });
}

function apply(mark, field, words) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const chosen = value.slice(from, to);
  switch (mark) {
    case "bold":
      return around(field, "**", words.word);
    case "italic":
      return around(field, "*", words.word);
    case "heading":
      return lines(field, (line) => (/^#+ /.test(line) ? line.replace(/^#+ /, "") : `## ${line}`));
    case "list":
      return lines(field, (line) => (line.startsWith("- ") ? line.slice(2) : `- ${line.replace(/^\d+\. /, "")}`));
    case "numbers":
      return lines(field, (line, place) =>
        /^\d+\. /.test(line) ? line.replace(/^\d+\. /, "") : `${place + 1}. ${line.replace(/^- /, "")}`,
      );
    case "link": {
      const text = chosen || words.word;
      replace(field, from, to, `[${text}](https://)`);
      const address = from + text.length + 3;
      return field.setSelectionRange(address, address + "https://".length);
    }
    case "table": {
      const before = from === 0 || value.slice(0, from).endsWith("\n\n") ? "" : value[from - 1] === "\n" ? "\n" : "\n\n";
      const first = `${words.column} 1`;
      const table = `| ${first} | ${words.column} 2 |\n|---|---|\n| ${words.cell} | ${words.cell} |\n`;
      replace(field, to, to, before + table);
      const start = to + before.length + 2;
      return field.setSelectionRange(start, start + first.length);
    }
  }
}

/** Put a mark on both sides of what is chosen, or take it away where it stands there. */
function around(field, mark, word) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const size = mark.length;
  const chosen = value.slice(from, to);
  if (chosen && value.slice(from - size, from) === mark && value.slice(to, to + size) === mark) {
    replace(field, from - size, to + size, chosen);
    return field.setSelectionRange(from - size, to - size);
  }
  // A mark with a space behind it means nothing in Markdown.
  const core = chosen.trim() || word;
  const lead = chosen.trim() ? chosen.length - chosen.trimStart().length : 0;
  const tail = chosen.trim() ? chosen.length - chosen.trimEnd().length : 0;
  replace(field, from + lead, to - tail, mark + core + mark);
  return field.setSelectionRange(from + lead + size, from + lead + size + core.length);
}

/** Change the whole lines that are touched by what is chosen. */
function lines(field, change) {
  const { value } = field;
  const from = value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const next = value.indexOf("\n", Math.max(field.selectionStart, field.selectionEnd - 1));
  const to = next < 0 ? value.length : next;
  const changed = value.slice(from, to).split("\n").map(change).join("\n");
  replace(field, from, to, changed);
  field.setSelectionRange(changed.includes("\n") ? from : from + changed.length, from + changed.length);
}

function replace(field, from, to, text) {
  field.focus();
  field.setSelectionRange(from, to);
  // The only way that undo knows of; where a browser lets it go, the text still comes in.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}

/** Who chooses the other text sees it in the field; choosing one's own brings back what stood there. */
export function startMerges(root) {
  for (const box of root.querySelectorAll?.("[data-merge]:not([data-watched])") ?? []) {
    box.dataset.watched = "";
    const field = document.getElementById(box.dataset.merge);
    const theirs = box.querySelector("template[data-theirs]").content.textContent;
    const own = box.querySelector("input[value=mine]");
    let mine = field.value;
    box.addEventListener("change", (event) => {
      if (event.target.type !== "radio") return;
      if (event.target.value === "theirs") mine = field.value;
      field.value = event.target.value === "theirs" ? theirs : mine;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
    field.addEventListener("input", (event) => {
      // Whoever types on in the other text puts both together: that is one's own then.
      if (event.isTrusted && !own.checked) own.checked = true;
    });
  }
}
