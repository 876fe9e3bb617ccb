// Answers <editor-suggest> after a colon and two letters: emoji by their German and English names, fetched when first asked.
const LEAST = 2, MOST = 8;
let list;

document.addEventListener("editor:asked", async ({ target, detail: { mark, words, offer } }) => {
  if (mark !== ":" || words.length < LEAST) return;
  list ??= fetch(target.dataset.emoji).then((answer) => answer.json()).catch(() => (list = null));
  const all = await list ?? [], wanted = fold(words), german = document.documentElement.lang === "de";
  // First those whose own name begins so, then those with a word that does.
  const ranked = all.map((row) => [rank(row, german, wanted), row]).filter(([place]) => place < 2);
  ranked.sort(([one], [other]) => one - other);
  offer(ranked.slice(0, MOST).map(([, [text, english, name]]) => ({ text, label: text, detail: german ? name : english })));
});

function rank([, english, german, more], isGerman, wanted) {
  if (fold(isGerman ? german : english).startsWith(wanted)) return 0;
  return fold(`${english} ${german} ${more}`).split(/[\s-]+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
}

function fold(words) {
  return words.toLowerCase().replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue").replaceAll("ß", "ss");
}
