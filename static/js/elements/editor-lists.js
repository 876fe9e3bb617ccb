// In a <editor-area> Enter goes on with a list or quote, and in an empty item ends it.
const ITEM = /^([ \t]*)(?:(> ?(?:> ?)*)|([-*+]) (\[[ xX]\] )?|(\d{1,8})([.)]) )/;

document.addEventListener("keydown", (event) => {
  const editor = event.target.closest?.("editor-area");
  const held = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (event.key !== "Enter" || held || event.defaultPrevented || event.target !== editor?.field) return;
  const { value, selectionStart: at, selectionEnd } = editor.field;
  const start = value.lastIndexOf("\n", at - 1) + 1, line = value.slice(start, at), item = ITEM.exec(line);
  if (!item || at !== selectionEnd) return;
  event.preventDefault();
  if (line.trimEnd() === item[0].trimEnd() && /^(\n|$)/.test(value.slice(at))) editor.replace(start, at, "");
  else editor.replace(at, at, `\n${next(item)}`);
});

function next([, space, quote, bullet, task, number, dot]) {
  if (quote) return space + quote;
  return space + (bullet ? `${bullet} ${task ? "[ ] " : ""}` : `${Number(number) + 1}${dot} `);
}
