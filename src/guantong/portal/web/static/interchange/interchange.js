// Explains a piece in place: the picture stays where it is, and what is said of the piece is read out.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("#interchange a.piece, .listed__pieces a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || !window.htmx) return;
  event.preventDefault();
  const address = link.getAttribute("href").split("#")[0];
  window.htmx
    .ajax("GET", address, { target: "#interchange", select: "#interchange", swap: "outerHTML show:none" })
    .then(() => {
      history.replaceState(null, "", `${address}#explained`);
      const heading = document.querySelector("[data-explained]");
      if (heading) heading.focus({ preventScroll: window.matchMedia("(min-width: 70rem)").matches });
    });
});
