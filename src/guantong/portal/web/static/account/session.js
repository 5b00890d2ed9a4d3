// Says in time that the session ends, and lets it go on without leaving the page. Asks the server nothing by itself.
"use strict";

{
  const WARN = 5 * 60 * 1000;
  const LOOK = 10 * 1000; // a machine that slept has missed its timers, so the clock is looked at
  const bar = document.querySelector("[data-session-left]");
  const form = bar.querySelector("form");
  const alert = bar.querySelector("[data-session-alert]");
  const until = bar.querySelector("[data-session-until]");
  const others = "BroadcastChannel" in window ? new BroadcastChannel("guantong-session") : null;
  let ends = Date.now() + Number(bar.dataset.sessionLeft) * 1000;
  let state = "";

  const say = (name) => {
    state = name;
    const text = name && bar.querySelector(`[data-session-text="${name}"]`);
    alert.textContent = text ? text.content.textContent : "";
    bar.classList.toggle("session--soon", name !== "" && name !== "stayed");
  };
  const look = () => {
    const left = ends - Date.now();
    if (left <= 0 && state !== "over") say("over");
    else if (left > 0 && left <= WARN && state !== "soon" && state !== "failed") say("soon");
  };
  const goOn = (told, name) => {
    ends = told.ends;
    until.textContent = told.until;
    say(name);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation(); // the button may be pressed again and again
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      const mine = { ends: Date.now() + told.left * 1000, until: told.until };
      goOn(mine, "stayed");
      others?.postMessage(mine);
    } catch {
      say(Date.now() < ends ? "failed" : "over");
    }
  });
  others?.addEventListener("message", (event) => goOn(event.data, ""));
  for (const extra of bar.querySelectorAll("[data-session-script-hides]")) extra.hidden = true;
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
  look();
}
