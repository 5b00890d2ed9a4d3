// The keys of the page on which claims are looked into. The legend on the page names them and switches them off.
"use strict";

const ANSWERS = { 1: "verified", 2: "doubted", 3: "not_verifiable" };
const WAYS = { j: "after", k: "before" };

function answer(value) {
  const form = document.getElementById("claim-form");
  form.querySelector(`input[name="verification"][value="${value}"]`).checked = true;
  // A doubt needs its reason; what is true needs only to be saved.
  (value === "verified" ? document.getElementById("save") : form.elements.note).focus();
}

document.addEventListener("keydown", (event) => {
  const form = document.getElementById("claim-form");
  if (event.key === "Enter" && event.ctrlKey && form.contains(event.target)) {
    event.preventDefault();
    form.requestSubmit(document.getElementById("save"));
    return;
  }
  const inField = event.target.closest("input, textarea, select, [contenteditable]");
  const off = document.getElementById("keys").dataset.keys !== "on";
  if (off || inField || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  if (ANSWERS[key]) answer(ANSWERS[key]);
  else if (WAYS[key]) document.getElementById(WAYS[key])?.click();
  else return;
  event.preventDefault();
});
