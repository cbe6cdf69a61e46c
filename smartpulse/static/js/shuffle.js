// Puts a ballot's answers in a random order: one order for each poll and page view, kept across swaps.
// The elements themselves are moved, so that the keyboard goes through them as the eye does.

const orders = new Map();

function shuffled(values) {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

function shuffle(fieldset) {
  const rows = new Map(
    [...fieldset.querySelectorAll(".choice")].map((row) => [row.querySelector("input").value, row]),
  );
  const poll = fieldset.dataset.shuffle;
  if (!orders.has(poll)) orders.set(poll, shuffled(rows.keys()));
  fieldset.append(...orders.get(poll).flatMap((value) => rows.get(value) ?? []));
}

function shuffleIn(element) {
  element.querySelectorAll("[data-shuffle]").forEach(shuffle);
}

shuffleIn(document);
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  // The answer is put in order before it is shown.
  const answer = document.createElement("template");
  answer.innerHTML = detail.serverResponse;
  if (answer.content.querySelector("[data-shuffle]")) {
    shuffleIn(answer.content);
    detail.serverResponse = answer.innerHTML;
  }
});
