// <editor-tools role="toolbar"> in a <editor-area>: one stop for the Tab key, arrows inside, and the usual shortcuts.
const KEYS = { b: "bold", i: "italic", k: "link" };
const APPLE = /Mac|iP(hone|ad|od)/.test(navigator.platform);
const ACTS = {
  bold: (editor) => wrap(editor, "**"),
  italic: (editor) => wrap(editor, "*"),
  quote: (editor) => prefix(editor, "> "),
  list: (editor) => prefix(editor, "- "),
  picture: (editor) => pictureField(editor)?.click(),
  code(editor) {
    const { start, end, text } = chosen(editor);
    if (!text.includes("\n")) return wrap(editor, "`");
    editor.replace(start, end, `\`\`\`\n${text}\n\`\`\``, 4, 4 + text.length);
  },
  link(editor) {
    const { start, end, text } = chosen(editor);
    if (/^https?:\/\/\S+$/.test(text)) editor.replace(start, end, `[](${text})`, 1);
    else editor.replace(start, end, `[${text}](https://)`, text ? text.length + 3 : 1, text ? text.length + 11 : 1);
  },
};

customElements.define("editor-tools", class extends HTMLElement {
  connectedCallback() {
    this.editor = this.closest("editor-area");
    this.querySelector("[data-act=picture]").hidden = !pictureField(this.editor);
    this.buttons = [...this.querySelectorAll("button:not([hidden])")];
    this.buttons[0].tabIndex = 0;
    this.addEventListener("click", ({ target }) => ACTS[target.closest("button")?.dataset.act]?.(this.editor));
    this.addEventListener("keydown", (event) => this.walk(event));
    this.editor.field.addEventListener("keydown", (event) => this.shortcut(event));
  }

  walk(event) {
    const { buttons } = this, at = buttons.indexOf(event.target), last = buttons.length - 1;
    const next = { ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at > 0 ? at - 1 : last, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons.forEach((button, n) => { button.tabIndex = n === next ? 0 : -1; });
    buttons[next].focus();
  }

  shortcut(event) {
    const act = KEYS[event.key.toLowerCase()], held = APPLE ? event.metaKey : event.ctrlKey;
    if (!act || !held || event.altKey || event.shiftKey) return;
    event.preventDefault();
    ACTS[act](this.editor);
  }
});

function pictureField(editor) {
  return editor.closest("form")?.querySelector("add-picture [type=file]");
}

// What is chosen, without the spaces that a double tap takes along: marks beside a space would not count.
function chosen({ field: { value, selectionStart, selectionEnd } }) {
  const whole = value.slice(selectionStart, selectionEnd), text = whole.trim();
  const start = selectionStart + (text ? whole.indexOf(text) : 0);
  return { value, start, end: start + text.length, text };
}

function wrap(editor, mark) {
  const { value, start, end, text } = chosen(editor), size = mark.length;
  const [before, after] = mark[0] === "*" ? [/\**$/, /^\**/] : [/`*$/, /^`*/];
  const marks = Math.min(before.exec(value.slice(0, start))[0].length, after.exec(value.slice(end))[0].length);
  // Three stars are bold and italic at once.
  const isOn = size === 2 ? marks > 1 : marks % 2 === 1;
  if (isOn) editor.replace(start - size, end + size, text, 0, text.length);
  else editor.replace(start, end, mark + text + mark, size, size + text.length);
}

function prefix(editor, mark) {
  const { value, selectionStart, selectionEnd } = editor.field;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1, stop = value.indexOf("\n", selectionEnd);
  const end = stop < 0 ? value.length : stop, lines = value.slice(start, end).split("\n");
  const isOn = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (isOn ? line.slice(mark.length) : mark + line)).join("\n");
  editor.replace(start, end, text, lines.length > 1 ? 0 : text.length, text.length);
}
