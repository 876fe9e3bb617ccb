// After a swap: says what happened to those who listen, and moves the focus where the work goes on.
let left = null;

takeAnnouncements();
moveFocus();

document.addEventListener("htmx:before:swap", ({ detail }) => {
  const { target } = detail.ctx;
  left = target?.contains?.(document.activeElement) && target.id;
});

document.addEventListener("htmx:after:swap", () => {
  const region = document.getElementById("announcer");
  const words = takeAnnouncements().join(" ");
  if (region && words) {
    region.textContent = "";
    setTimeout(() => { region.textContent = words; }, 50);
  }
  moveFocus() || stayNear();
});

// What a whole page brings along is read anyway; only what a swap brings is announced.
function takeAnnouncements() {
  return [...document.querySelectorAll("[data-announce]")].map((element) => {
    const words = element.dataset.announce;
    element.removeAttribute("data-announce");
    return words;
  });
}

// The element with data-focus, or the one that it names.
function moveFocus() {
  const asking = document.querySelector("[data-focus]");
  const target = asking?.dataset.focus ? document.getElementById(asking.dataset.focus) : asking;
  if (!target) return false;
  asking.removeAttribute("data-focus");
  focus(target);
  return true;
}

// What had the focus is gone: go on where it was, not at the top of the page.
function stayNear() {
  const place = left && document.activeElement === document.body && document.getElementById(left);
  if (place) focus(place);
}

function focus(target) {
  if (!target.matches("a[href], button, input, textarea, select, summary, [tabindex]")) target.tabIndex = -1;
  target.focus();
}
