// A colour that is chosen in the settings: the page wears it at once, saved or not.
addEventListener("change", ({ target }) => {
  if (target.matches('.swatch input[type="radio"]')) document.documentElement.dataset.hue = target.value;
});
