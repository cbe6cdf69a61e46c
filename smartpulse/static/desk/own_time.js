// Times stand on the newsletter's clock. Where the editor's own shows another time, it is added.

const day = (zone) => ({ weekday: "short", day: "numeric", month: "short", timeZone: zone });
const clock = (zone) => ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });

const written = (moment, options) => new Intl.DateTimeFormat("en-GB", options).format(moment);

for (const element of document.querySelectorAll("time[data-zone]")) {
  const moment = new Date(element.dateTime);
  const zone = element.dataset.zone;
  const days = [zone, undefined].map((each) => written(moment, day(each)));
  const clocks = [zone, undefined].map((each) => written(moment, clock(each)));
  if (days[0] === days[1] && clocks[0] === clocks[1]) continue;

  const own = document.createElement("span");
  own.className = "own-time";
  own.textContent = ` (${days[0] === days[1] ? "" : `${days[1]}, `}${clocks[1]} your time)`;
  element.after(own);
}
