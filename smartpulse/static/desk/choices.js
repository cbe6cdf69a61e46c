// Answers are moved with buttons, and their rows stand in the order of their numbers. Without this script
// the numbers alone decide.

function arrangeAnswers(body, announcer) {
  const rows = () => [...body.querySelectorAll("tr.form-row:not(.empty-form)")];
  const placeOf = (row) => row.querySelector(".field-place input[type=number]");
  const textOf = (row) => row.querySelector(".field-text input");

  function renumber() {
    let place = 0;
    const all = rows();
    all.forEach((row, index) => {
      // A blank row stays blank all through, so that it is not taken for an answer without words.
      placeOf(row).value = textOf(row).value.trim() ? ++place : "";
      const [up, down] = row.querySelectorAll(".move");
      up.setAttribute("aria-disabled", String(index === 0));
      down.setAttribute("aria-disabled", String(index === all.length - 1));
    });
  }

  function move(row, step) {
    const all = rows();
    const other = all[all.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    renumber();
    const name = textOf(row).value.trim() || "The blank row";
    announcer.textContent = `${name}: now ${rows().indexOf(row) + 1} of ${all.length}.`;
  }

  function button(row, label, sign, step) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "move";
    element.textContent = sign;
    const name = () => textOf(row).value.trim() || "blank answer";
    const describe = () => element.setAttribute("aria-label", `Move ${name()} ${label}`);
    describe();
    textOf(row).addEventListener("input", describe);
    element.addEventListener("click", () => {
      move(row, step);
      // The row was taken out and put in again: the button that was pressed keeps the focus.
      element.focus();
    });
    return element;
  }

  function equip(row) {
    row.querySelectorAll(".move").forEach((old) => old.remove());
    placeOf(row).after(button(row, "up", "↑", -1), button(row, "down", "↓", 1));
    textOf(row).addEventListener("input", renumber);
    placeOf(row).addEventListener("change", () => {
      const wanted = Number(placeOf(row).value);
      if (!Number.isInteger(wanted) || wanted < 1) return;
      const others = rows().filter((other) => other !== row);
      if (wanted > others.length) others.at(-1)?.after(row);
      else others[wanted - 1].before(row);
      renumber();
    });
  }

  rows().forEach(equip);
  renumber();
  body.addEventListener("formset:added", ({ target }) => {
    equip(target);
    renumber();
  });
  document.addEventListener("formset:removed", renumber);
}

function start() {
  const group = document.getElementById("choices-group");
  if (!group?.querySelector(".field-place input[type=number]")) return;
  const announcer = document.createElement("p");
  announcer.className = "visually-hidden";
  announcer.setAttribute("role", "status");
  group.append(announcer);
  arrangeAnswers(group.querySelector("tbody"), announcer);
}

start();
