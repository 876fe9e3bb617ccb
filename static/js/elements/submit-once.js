// Every form that writes is sent once: a second tap does nothing until the answer is there.
const PATIENCE = 15000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sending = "yes";
  setTimeout(() => show(form), 0);
  setTimeout(() => release(form), PATIENCE);
}, true);

document.addEventListener("htmx:finally:request", ({ target }) => {
  const form = target.closest?.("form");
  if (form) release(form);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

// Only after the browser has read the form: a disabled button's own value would not be sent.
function show(form) {
  if (!form.dataset.sending) return;
  form.setAttribute("aria-busy", "true");
  buttons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
}

function release(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  buttons(form).forEach((button) => button.removeAttribute("aria-disabled"));
}

function buttons(form) {
  return form.querySelectorAll("button:not([type=button])");
}
