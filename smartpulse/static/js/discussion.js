// What the discussion gains from scripts: what of one's own waits, the form filled in as the browser remembers,
// forms and further replies that open in their place.

// A public page is the same for everybody: what is one's own is asked for, and only where a cookie says
// that this browser has written here, or that somebody of the staff signed in.

const MARKER_COOKIES = ["commented", "staff"];
const REMEMBERED = ["name", "email", "site"];

let details = {};
let signedIn = "";

function fillIn() {
  for (const form of document.querySelectorAll(".comment-form")) {
    const name = form.elements.namedItem("name");
    if (name && signedIn) {
      // Whatever they typed: a badge stands beside their own name alone.
      name.value = signedIn;
      name.readOnly = true;
    }
    for (const name of REMEMBERED) {
      const field = form.elements.namedItem(name);
      if (field && !field.value && details[name]) field.value = details[name];
    }
    const remember = form.elements.namedItem("remember");
    if (remember && details.name) remember.checked = true;
  }
}

function noteOf({ url, excerpt }) {
  const note = document.createElement("p");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = excerpt;
  link.dir = "auto";
  note.className = "comment-waits";
  note.dataset.waits = "";
  note.append("Your comment waits for a moderator: ", link);
  return note;
}

// A reply that waits stands where it will stand; one whose place is on another page, above the thread.
function showWaiting(waiting) {
  for (const note of document.querySelectorAll("[data-waits]")) note.remove();
  for (const comment of waiting) {
    const place = comment.parent && document.querySelector(`#reply-to-${comment.parent}`);
    if (place) place.after(noteOf(comment));
    else document.querySelector("[data-own-comments]")?.append(noteOf(comment));
  }
}

async function askForOwn() {
  const cookies = document.cookie.split("; ").map((pair) => pair.split("=")[0]);
  if (!MARKER_COOKIES.some((name) => cookies.includes(name))) return;
  if (!document.querySelector(".comment-form, [data-own-comments]")) return;
  const discussion = document.querySelector("[data-discussion]")?.dataset.discussion ?? "";
  try {
    const response = await fetch(`/comments/mine/?discussion=${discussion}`);
    if (!response.ok) return;
    const own = await response.json();
    details = own.details;
    signedIn = own.signed_in;
    fillIn();
    showWaiting(own.waiting);
  } catch {
    // Offline: the form is typed by hand, and the waiting comment has its own page.
  }
}

askForOwn();
window.addEventListener("pageshow", ({ persisted }) => persisted && askForOwn());

// A second click is no second comment.

const SECOND_CLICK = 1000; // milliseconds
let sentAt = -SECOND_CLICK;

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".comment-form")) return;
  if (event.timeStamp - sentAt < SECOND_CLICK) event.preventDefault();
  sentAt = event.timeStamp;
});

// A form to reply that opens in the thread: the reader goes on in it, but where it opens by itself (drafts.js).

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  fillIn();
  // A vote brings a form too, for the editor's question: the focus is not ours then.
  if (!target.matches("[data-reply-place]")) return;
  const isAsked = !("reopens" in target.dataset);
  delete target.dataset.reopens;
  if (isAsked) target.querySelector(".comment-form textarea")?.focus();
});

// Further replies come into their places, which are many: each is marked, and the reader goes to the first.

const drawn = new WeakSet(document.querySelectorAll(".comment"));

function goToNew() {
  const fresh = [...document.querySelectorAll(".comment")].filter((comment) => !drawn.has(comment));
  if (!fresh.length) return;
  for (const mark of document.querySelectorAll(".comment-new")) mark.remove();
  for (const comment of fresh) {
    drawn.add(comment);
    const mark = document.createElement("span");
    mark.className = "comment-new";
    mark.textContent = "new";
    comment.querySelector(".comment-when")?.append(" ", mark);
  }
  fresh[0].tabIndex = -1;
  fresh[0].focus();
}

// Once for each place; by the end of the turn all of them are filled, and the link that was pressed is gone.
document.addEventListener("htmx:oobAfterSwap", () => queueMicrotask(goToNew));

// What replies to a comment that was approved after this page was made has no place on it. Such replies are read
// where the link leads without scripts: that page draws once more what they hang on.

let pressed = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  pressed = detail.requestConfig.elt;
});

document.addEventListener("htmx:oobErrorNoTarget", () => {
  if (pressed.matches(".thread-further a")) location.assign(pressed.href);
});

// What does not arrive says so beside its link; what the server refuses is read on a page of its own.

document.addEventListener("htmx:responseError", ({ target }) => {
  if (target.matches(".discussion a[href]")) location.assign(target.href);
});

for (const event of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(event, ({ target }) => {
    if (!target.matches(".discussion a[href]") || target.nextElementSibling) return;
    const problem = document.createElement("span");
    problem.setAttribute("role", "alert");
    problem.className = "thread-problem";
    problem.textContent = "This did not reach us. Check your connection and try again.";
    target.after(problem);
  });
}

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.nextElementSibling?.matches(".thread-problem")) target.nextElementSibling.remove();
});
