// details.menu: closes on Escape, on a tap elsewhere, and when the focus leaves it.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", ({ target }) => closeUnless(target));
document.addEventListener("focusin", ({ target }) => closeUnless(target));
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of openMenus()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

function closeUnless(target) {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
}
