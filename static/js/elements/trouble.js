// When an answer does not come or is not swapped in, the reader is told in words instead of nothing happening.
const TOO_FAST = 429;

document.addEventListener("htmx:error", () => tell("trouble"));
document.addEventListener("htmx:response:error", ({ detail }) => {
  const { status } = detail.ctx.response;
  const silent = [status, `${String(status)[0]}xx`].some((pattern) => htmx.config.noSwap.includes(pattern));
  if (silent) tell(status === TOO_FAST ? "tooFast" : "trouble");
});

function tell(which) {
  const toasts = document.getElementById("toasts");
  if (!toasts?.dataset[which]) return;
  const note = Object.assign(document.createElement("toast-note"), { className: "toast" });
  const text = Object.assign(document.createElement("span"), { className: "toast__text" });
  text.textContent = toasts.dataset[which];
  note.append(text);
  toasts.replaceChildren(note);
}
