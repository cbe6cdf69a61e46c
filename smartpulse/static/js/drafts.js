// What was typed into a comment's form, or into the form to change one, survives a reload, the way back and a
// lost connection: it is kept in this tab until it is posted, and goes with the tab.

const PREFIX = "comment-draft ";
const SENT = "comment-sent";
const LAST_POSTED = "comment-posted";
const FORMS = ":is(.comment-form, .own-form)";
const FIELDS = ["body", "name", "email", "site", "recent_title", "recent_url"];
// The fragment of the address to which a posted comment leads.
const POSTED = "#posted";
const DELETED = "#deleted";

function field(form, name) {
  return form.elements.namedItem(name);
}

// A form is known by where it is sent to, and by what it answers.
function keyOf(form) {
  const action = new URL(form.action).pathname;
  const ids = ["parent", "follow_up"].map((name) => field(form, name)?.value ?? "");
  return `${PREFIX}${action} ${ids.join(" ")}`;
}

// Where a browser keeps nothing, everything else works.
function storage(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

function keep(form) {
  const typed = Object.fromEntries(FIELDS.map((name) => [name, field(form, name)?.value ?? ""]));
  // The text that the page gave: a change is a change to that one.
  typed.from = field(form, "body").defaultValue;
  storage((kept) =>
    typed.body || typed.recent_title || typed.recent_url
      ? kept.setItem(keyOf(form), JSON.stringify(typed))
      : kept.removeItem(keyOf(form)),
  );
}

function restore(form) {
  const typed = storage((kept) => JSON.parse(kept.getItem(keyOf(form)))) ?? {};
  const isSameText = typed.from === field(form, "body").defaultValue;
  for (const name of FIELDS) {
    const place = field(form, name);
    if (!place || !typed[name]) continue;
    // Something else that the page or the browser has put there is younger.
    if (place.value && !(isSameText && place.value === place.defaultValue)) continue;
    place.value = typed[name];
    place.closest("details")?.setAttribute("open", "");
  }
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest(FORMS);
  if (form) keep(form);
});

document.addEventListener("submit", ({ target }) => {
  if (!target.matches(FORMS)) return;
  keep(target);
  storage((kept) => kept.setItem(SENT, keyOf(target)));
});

// What became of the form that was sent: it is posted, or it came back, perhaps as an answer to nothing.
function settle() {
  const sent = storage((kept) => kept.getItem(SENT));
  if (!sent) return;
  const returned = document.querySelector(`${FORMS}[action="${CSS.escape(location.pathname)}"]`);
  if (location.hash !== POSTED && !returned) return;
  storage((kept) => {
    if (!returned) kept.setItem(LAST_POSTED, kept.getItem(sent));
    kept.removeItem(SENT);
    kept.removeItem(sent);
  });
  if (returned) keep(returned);
}

settle();
// Whoever passes the address on passes on the page alone. The browser has gone to its target before.
window.addEventListener("load", () => {
  if ([POSTED, DELETED].includes(location.hash)) {
    history.replaceState(history.state, "", location.pathname);
  }
});

function restoreAll() {
  document.querySelectorAll(FORMS).forEach(restore);
}

restoreAll();
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  // On the way back a browser fills the forms that the page then has, by their order: what was typed into a reply
  // would stand in the form for a new comment. Such a form is ours alone to fill.
  if (target.matches("[data-reply-place]")) target.querySelector(FORMS)?.setAttribute("autocomplete", "off");
  restoreAll();
});

// Whoever goes back from the posted comment finds the page as they left it, but for what is posted.
window.addEventListener("pageshow", () => {
  const posted = storage((kept) => JSON.parse(kept.getItem(LAST_POSTED)));
  for (const form of posted ? document.querySelectorAll(".comment-form") : []) {
    if (field(form, "body").value !== posted.body) continue;
    for (const name of ["body", "recent_title", "recent_url"]) field(form, name).value = "";
  }
});

// A reply that had been begun in the thread opens again; the reader stays where they are.
document.addEventListener("DOMContentLoaded", () => {
  const keys = storage((kept) => Object.keys(kept)) ?? [];
  for (const key of keys.filter((each) => each.startsWith(PREFIX))) {
    const parent = key.slice(PREFIX.length).split(" ")[1];
    const reply = parent && document.querySelector(`a[hx-get="/comments/${CSS.escape(parent)}/"]`);
    if (!reply) continue;
    document.querySelector(reply.getAttribute("hx-target")).dataset.reopens = "";
    reply.click();
  }
});
