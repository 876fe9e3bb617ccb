// <editor-area> around a textarea: changes its text so that the browser's own undo knows of it, and says where the
// cursor's line is. The elements inside it ask it for both, so it stands before them, by its name too.
const LOOKS = ["fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "paddingBlock", "paddingInline"];

customElements.define("editor-area", class extends HTMLElement {
  get field() {
    return this.querySelector("textarea");
  }

  // Puts `text` in place of what stands from `start` to `end`, and chooses what lies between `from` and `to` in it.
  replace(start, end, text, from = text.length, to = from) {
    const { field } = this;
    field.focus();
    field.setSelectionRange(start, end);
    const change = text ? "insertText" : "delete";
    if ((text || start < end) && !document.execCommand(change, false, text)) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    field.setSelectionRange(start + from, start + to);
  }

  // Where the cursor's line begins and ends, counted from the editor's top.
  line() {
    const { field } = this, style = getComputedStyle(field), mirror = document.createElement("div");
    for (const name of LOOKS) mirror.style[name] = style[name];
    Object.assign(mirror.style, {
      position: "absolute", visibility: "hidden", boxSizing: "border-box", whiteSpace: "pre-wrap",
      overflowWrap: "break-word", inlineSize: `${field.clientWidth}px`,
    });
    mirror.textContent = `${field.value.slice(0, field.selectionStart)}\u200b`;
    this.append(mirror);
    const end = field.offsetTop + mirror.offsetHeight - parseFloat(style.paddingBlockEnd) - field.scrollTop;
    mirror.remove();
    return { start: end - parseFloat(style.lineHeight), end };
  }
});
