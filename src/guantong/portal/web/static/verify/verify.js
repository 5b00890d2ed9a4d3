// What the square or a shared link says stands behind # and never reaches a log: it is put into the form and posted.
"use strict";

function ask() {
  const said = decodeURIComponent(location.hash.slice(1));
  if (!said) return;
  history.replaceState(null, "", location.pathname);
  const shared = said.startsWith("s.");
  const [number, code] = said.split(".");
  const form = document.getElementById(shared ? "form-share" : "form-code");
  if (!form || !code) return;
  const values = shared ? { token: said.slice(2) } : { number, code };
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  document.getElementById("reading").hidden = false;
  form.requestSubmit();
}

document.addEventListener("DOMContentLoaded", ask);
window.addEventListener("hashchange", ask);
