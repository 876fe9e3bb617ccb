// After a swap: says what happened to those who listen, and moves the focus where the work goes on.
takeAnnouncements();
moveFocus();

document.addEventListener("htmx:after:swap", () => {
  const region = document.getElementById("announcer");
  const words = takeAnnouncements().join(" ");
  if (region && words) {
    region.textContent = "";
    setTimeout(() => { region.textContent = words; }, 50);
  }
  moveFocus();
});

// What a whole page brings along is read anyway; only what a swap brings is announced.
function takeAnnouncements() {
  return [...document.querySelectorAll("[data-announce]")].map((element) => {
    const words = element.dataset.announce;
    element.removeAttribute("data-announce");
    return words;
  });
}

function moveFocus() {
  const target = document.querySelector("[data-focus]");
  if (!target) return;
  target.removeAttribute("data-focus");
  if (!target.matches("a[href], button, input, textarea, select, summary, [tabindex]")) target.tabIndex = -1;
  target.focus();
}
