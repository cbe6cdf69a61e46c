// What the discussion gains from scripts: what of one's own waits, and the form filled in as the browser remembers.
// A public page is the same for everybody, so both are asked for, and only where the cookie says that
// this browser has written here.

const COMMENTED_COOKIE = "commented";
const FIELDS = ["name", "email", "site"];

let details = {};

function fillIn() {
  for (const form of document.querySelectorAll(".comment-form")) {
    for (const name of FIELDS) {
      const field = form.elements.namedItem(name);
      if (field && !field.value && details[name]) field.value = details[name];
    }
    const remember = form.elements.namedItem("remember");
    if (remember && details.name) remember.checked = true;
  }
}

function showWaiting(place, waiting) {
  place.hidden = !waiting.length;
  place.replaceChildren(
    ...waiting.flatMap(({ url, excerpt }) => {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = excerpt;
      return ["Your comment waits for a moderator: ", link, " "];
    }),
  );
}

async function askForOwn() {
  if (!document.cookie.split("; ").some((pair) => pair.startsWith(`${COMMENTED_COOKIE}=`))) return;
  if (!document.querySelector(".comment-form, [data-own-comments]")) return;
  const discussion = document.querySelector("[data-discussion]")?.dataset.discussion ?? "";
  try {
    const response = await fetch(`/comments/mine/?discussion=${discussion}`);
    if (!response.ok) return;
    const own = await response.json();
    details = own.details;
    fillIn();
    const place = document.querySelector("[data-own-comments]");
    if (place) showWaiting(place, own.waiting);
  } catch {
    // Offline: the form is typed by hand, and the waiting comment has its own page.
  }
}

askForOwn();
window.addEventListener("pageshow", ({ persisted }) => persisted && askForOwn());

// A form to reply that opened in the thread: the reader goes on in it.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  fillIn();
  // A vote brings a form too, for the editor's question: the focus is not ours then.
  const form = detail.target.matches("[data-reply-place]") && detail.target.querySelector(".comment-form");
  if (form) form.elements.namedItem("body").focus();
});
