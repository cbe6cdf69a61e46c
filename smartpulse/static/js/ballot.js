// What a ballot gains from scripts. It works without: htmx (configured in base.html) only saves the page load.

const VOTED_COOKIE = "voted";

// One's own vote stands in the place of the ballot. A public page is the same for everybody, so the
// browser asks for what is personal, and only where the cookie says that there is something to ask for.

function votedPolls() {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith(`${VOTED_COOKIE}=`));
  return new Set(cookie?.slice(VOTED_COOKIE.length + 1).split("."));
}

async function showOwnVote(panel) {
  try {
    const response = await fetch(panel.dataset.ballotUrl, { headers: { "HX-Request": "true" } });
    if (!response.ok) return;
    const answer = document.createElement("template");
    answer.innerHTML = await response.text();
    const own = answer.content.querySelector(`#${CSS.escape(panel.id)}`);
    // The reader may have begun to use the ballot meanwhile, or cast it.
    if (!own || !panel.isConnected || panel.contains(document.activeElement)) return;
    // Nobody asked for it just now: the focus stays where it is.
    own.querySelectorAll("[autofocus]").forEach((element) => element.removeAttribute("autofocus"));
    panel.replaceWith(own);
    window.htmx?.process(own);
  } catch {
    // Offline: the ballot stays, with its link to one's own vote.
  }
}

function showOwnVotes() {
  const voted = votedPolls();
  for (const panel of document.querySelectorAll("[data-ballot-url]")) {
    if (voted.has(panel.dataset.poll)) showOwnVote(panel);
  }
}

showOwnVotes();
// A page that comes back from the back/forward cache has run its scripts already.
window.addEventListener("pageshow", ({ persisted }) => persisted && showOwnVotes());

// A ballot that did not arrive says so in its place; what was marked stays marked.

function sayProblem(event, sentence) {
  const place = event.target.closest(".ballot-panel")?.querySelector("[data-ballot-problem]");
  if (!place) return;
  place.textContent = sentence;
  place.hidden = false;
}

const UNREACHED =
  "Your vote did not reach us, and your answer is still marked. Check your connection and send it again.";
const FAILED = "Your vote could not be taken just now. Your answer is still marked: please send it again.";

document.addEventListener("htmx:sendError", (event) => sayProblem(event, UNREACHED));
document.addEventListener("htmx:timeout", (event) => sayProblem(event, UNREACHED));
document.addEventListener("htmx:responseError", (event) => sayProblem(event, FAILED));
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (!detail.shouldSwap || !detail.target.matches(".ballot-panel")) return;
  // Whatever answered, a proxy's error page too: only a ballot takes the ballot's place.
  if (detail.serverResponse.includes(`id="${detail.target.id}"`)) {
    detail.selectOverride = `#${detail.target.id}`;
  } else {
    detail.shouldSwap = false;
    sayProblem(event, FAILED);
  }
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const place = event.target.closest(".ballot-panel")?.querySelector("[data-ballot-problem]");
  if (place) place.hidden = true;
});

// Where several answers may be marked, it says how many are too many. Nothing is disabled: to change
// one's mind one marks first and takes away afterwards.

document.addEventListener("change", ({ target }) => {
  const fieldset = target.closest("[data-max-marks]");
  if (!fieldset) return;
  const most = Number(fieldset.dataset.maxMarks);
  const marked = fieldset.querySelectorAll("input:checked").length;
  fieldset.querySelector("[data-marks-left]").textContent =
    marked > most ? `You have chosen ${marked}: take away ${marked - most}.` : "";
});
