// Another newsletter has another week: its next free slot goes into the dates that nobody has touched.
// Without this script the dates stay blank, and saving takes the slot.

const FIELDS = ["opens_at", "closes_at"];

const inputsOf = (name) => [0, 1].map((part) => document.getElementById(`id_${name}_${part}`));

function nameZone(zone) {
  for (const name of FIELDS) {
    const help = document.querySelector(`.field-${name} .help div`);
    if (help) help.textContent = help.textContent.replace(/Local time in .*$/, `Local time in ${zone}.`);
  }
}

function offerSlots(newsletter) {
  // Dates that are stored are the editor's own; those of a new poll are only offered.
  const isNew = !document.querySelector("[name=seen]")?.value;
  const all = FIELDS.flatMap(inputsOf);
  const touched = new Set(all.filter((input) => !isNew && input.value));
  for (const input of all) input.addEventListener("input", () => touched.add(input));

  newsletter.addEventListener("change", async () => {
    const asked = newsletter.value;
    if (!asked) return;
    try {
      const query = new URLSearchParams({ newsletter: asked });
      const response = await fetch(`${newsletter.dataset.slotUrl}?${query}`);
      // Whoever has chosen again meanwhile gets the answer to that.
      if (!response.ok || newsletter.value !== asked) return;
      const slot = await response.json();
      for (const name of FIELDS) {
        inputsOf(name).forEach((input, part) => {
          if (!touched.has(input)) input.value = slot[name][part];
        });
      }
      nameZone(slot.zone);
    } catch {
      // Offline: the dates stay as they are.
    }
  });
}

function start() {
  const newsletter = document.querySelector("select[data-slot-url]");
  if (newsletter && FIELDS.flatMap(inputsOf).every(Boolean)) offerSlots(newsletter);
}

start();
