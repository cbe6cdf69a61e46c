// Times stand on the newsletter's clock. Where the editor's own shows another time, it is added.

const PARTS = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };

function written(moment, timeZone) {
  const format = new Intl.DateTimeFormat("en-US", { ...PARTS, hourCycle: "h23", timeZone });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return { day: `${parts.weekday} ${parts.day} ${parts.month}`, time: `${parts.hour}:${parts.minute}` };
}

for (const element of document.querySelectorAll("time[data-zone]")) {
  const moment = new Date(element.dateTime);
  const theirs = written(moment, element.dataset.zone);
  const own = written(moment);
  if (own.day === theirs.day && own.time === theirs.time) continue;

  const added = document.createElement("span");
  added.className = "own-time";
  added.textContent = ` (${own.day === theirs.day ? "" : `${own.day}, `}${own.time} your time)`;
  element.after(added);
}
