// After a swap: says what happened to those who listen, and moves the focus where the work goes on.
document.addEventListener("htmx:after:swap", () => {
  for (const element of document.querySelectorAll("[data-announce]")) {
    announce(element.dataset.announce);
    element.removeAttribute("data-announce");
  }
  const target = document.querySelector("[data-focus]");
  if (!target) return;
  target.removeAttribute("data-focus");
  if (!target.matches("a[href], button, input, textarea, select, summary, [tabindex]")) target.tabIndex = -1;
  target.focus();
});

function announce(text) {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 50);
}
