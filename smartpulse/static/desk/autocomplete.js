// Django's autocomplete fields have no name for a screen reader: they get their label's.

const { jQuery } = window.django;

function nameField(select) {
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const container = select.nextElementSibling;
  if (!label || !container?.matches(".select2-container")) return;
  const name = label.textContent.replace(/:\s*$/, "").trim();
  const combobox = container.querySelector("[role=combobox]");
  const value = container.querySelector(".select2-selection__rendered");
  label.id ||= `${select.id}_label`;
  combobox.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
  value.setAttribute("aria-labelledby", label.id);
  jQuery(select).on("select2:open", () => {
    const dropdown = document.querySelector(".select2-container--open .select2-dropdown");
    dropdown?.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
    dropdown?.querySelector("[role=listbox]")?.setAttribute("aria-label", name);
  });
}

// After Django's own script, which makes the fields when the document is ready.
jQuery(() => document.querySelectorAll("select.admin-autocomplete").forEach(nameField));
