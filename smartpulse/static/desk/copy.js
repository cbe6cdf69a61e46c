// Buttons that copy a field. Without this script they stay hidden, and the fields can be selected.

const SHOWN = 2000; // milliseconds

async function copy(field) {
  field.select();
  // Browsers offer the clipboard to secure pages alone; the old command works on the selection.
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else if (!document.execCommand("copy")) throw new Error("not copied");
}

function equip(button) {
  const field = document.getElementById(button.dataset.copies);
  const status = document.querySelector("[data-copied]");
  const label = button.firstChild;
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    // Said again where the same is copied twice.
    status.textContent = "";
    try {
      await copy(field);
      label.textContent = "Copied";
    } catch {
      label.textContent = "Selected: copy it with Ctrl+C";
    }
    status.textContent = label.textContent;
    setTimeout(() => (label.textContent = words), SHOWN);
  });
}

document.querySelectorAll("[data-copies]").forEach(equip);
