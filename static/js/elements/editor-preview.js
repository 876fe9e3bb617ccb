// A button data-preview: shows the text as it will look in place of the field, and goes back to writing.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[data-preview]");
  const editor = button?.form.querySelector("editor-area");
  if (!editor) return;
  event.preventDefault();
  if ("previewing" in editor.dataset) return write(editor);
  await show(editor);
});

// A field that cannot be seen cannot say what it lacks.
document.addEventListener("invalid", ({ target }) => {
  const editor = target.closest?.("editor-area[data-previewing]");
  if (editor) write(editor);
}, true);

async function show(editor) {
  const pane = editor.querySelector(".editor__preview"), { field } = editor;
  const body = new URLSearchParams({ csrf_token: field.form.elements.csrf_token.value, body: field.value });
  try {
    const answer = await fetch("/preview", { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
    pane.innerHTML = await answer.text();
  } catch {
    pane.textContent = pane.dataset.trouble;
  }
  pane.hidden = false;
  editor.dataset.previewing = "";
  swapWords(field.form);
  pane.focus();
}

function write(editor) {
  editor.querySelector(".editor__preview").hidden = true;
  delete editor.dataset.previewing;
  swapWords(editor.field.form);
  editor.field.focus();
}

function swapWords(form) {
  const button = form.querySelector("button[data-preview]"), words = button.querySelector("span");
  [words.textContent, button.dataset.back] = [button.dataset.back, words.textContent];
}
