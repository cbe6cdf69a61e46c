// Beside a report's text: buttons that put a figure's form, or a quotation, where the cursor was.
// Without this script they stay hidden, and the forms can be read and typed.

const body = document.getElementById("id_body");
const texts = "#id_headline, #id_summary, #id_body, [name^='addenda-'][name$='-text']";
const status = document.querySelector("[data-inserted]");
let last = body;

function say(words) {
  // Said again where the same is done twice.
  status.textContent = "";
  status.textContent = words;
}

function put(field, text, start, end) {
  field.focus();
  field.setSelectionRange(start, end);
  // The old command keeps the field's own undo; where a browser has dropped it, the text is set.
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function insert(button) {
  const isParagraph = "paragraph" in button.dataset;
  const field = isParagraph ? body : last;
  const { selectionStart: start, selectionEnd: end, value } = field;
  let text = button.dataset.inserts;
  if (isParagraph) {
    const before = value.slice(0, start).match(/\n*$/)[0].length;
    const after = value.slice(end).match(/^\n*/)[0].length;
    const gap = start === 0 ? "" : "\n".repeat(Math.max(0, 2 - before));
    text = gap + text + "\n".repeat(Math.max(0, 2 - after));
  }
  put(field, text, start, end);
  say("Inserted");
}

// The place of a typed figure: with the words after it, else by itself; in its line if it still stands
// there, else where it stands first. Never within another number.
function place(field, figure, found, line) {
  const start = field.value.split("\n", line - 1).join("\n").length;
  const whole = (text) => new RegExp(`(?<![\\w.,–-])${escaped(text)}(?![\\w%]|[.,]\\d)`, "g");
  for (const pattern of [whole(found), whole(figure)]) {
    for (pattern.lastIndex of [start, 0]) {
      const match = pattern.exec(field.value);
      if (match) return match.index;
    }
  }
  return -1;
}

function escaped(text) {
  // White space may be a line's end in the field.
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
}

function replace(button) {
  const { replaces, found, with: form, field: id, line } = button.dataset;
  const field = document.getElementById(id);
  const start = place(field, replaces, found, Number(line));
  if (start < 0) {
    button.textContent = "No longer in the text";
  } else {
    put(field, form, start, start + replaces.length);
    button.textContent = "Done: save to keep it";
  }
  say(button.textContent);
  button.disabled = true;
}

function replaceAll(button) {
  for (const each of button.closest("details").querySelectorAll("[data-replaces]:enabled")) {
    replace(each);
  }
  button.disabled = true;
}

function equip(selector, act) {
  for (const button of document.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }
}

if (body && status) {
  // Also in a note that is added while one writes.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(texts)) last = target;
  });
  equip("[data-inserts]", insert);
  equip("[data-replaces]", replace);
  equip("[data-replaces-all]", replaceAll);
}
