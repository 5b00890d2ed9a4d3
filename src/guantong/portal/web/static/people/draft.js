// Says when a draft did not reach the server; what was typed stays on the page.
"use strict";

const draftState = document.getElementById("draft-state");

function draftLost() {
  draftState.textContent = draftState.dataset.lost;
}

document.addEventListener("htmx:sendError", draftLost);
document.addEventListener("htmx:responseError", draftLost);
// Whatever is not the line that we asked for, as the page to sign in, is no draft kept.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== draftState || event.detail.serverResponse.includes("data-draft")) return;
  event.detail.shouldSwap = false;
  draftLost();
});
