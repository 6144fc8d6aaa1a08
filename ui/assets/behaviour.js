// Copy buttons and citation marks. Everything shown works without this script; nothing of a document is ever run.
(() => {
  const root = window.parent === window ? document : window.parent.document;
  const say = root.documentElement;
  const here = document.currentScript;
  const language = here && here.dataset.language;
  if (language) say.lang = language;
  const skip = root.querySelector('[data-testid="stSkipToContent"]');
  if (skip && here && here.dataset.skip) skip.textContent = here.dataset.skip;
  if (language === "vi") {
    for (const button of root.querySelectorAll('button[aria-label="Open"]')) button.setAttribute("aria-label", "Mở danh sách");
  }
  if (root.khReady) return;
  root.khReady = true;
  root.addEventListener("click", (event) => {
    const target = event.target.closest("[data-kh-copy], [data-kh-open]");
    if (!target) return;
    event.preventDefault();
    if (target.dataset.khCopy) copy(target);
    else open(target.dataset.khOpen);
  });
  function copy(button) {
    const piece = root.getElementById(button.dataset.khCopy);
    if (!piece) return;
    const done = () => {
      const label = button.textContent;
      button.textContent = button.dataset.khDone;
      setTimeout(() => { button.textContent = label; }, 1600);
    };
    navigator.clipboard ? navigator.clipboard.writeText(piece.textContent).then(done, () => select(piece)) : select(piece);
  }
  function select(piece) {
    const range = root.createRange();
    range.selectNodeContents(piece);
    const chosen = root.getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
  }
  function open(id) {
    const piece = root.getElementById(id);
    if (!piece) return;
    for (let each = piece; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    piece.scrollIntoView({ block: "nearest", behavior: "smooth" });
    const summary = piece.querySelector("summary");
    if (summary) summary.focus({ preventScroll: true });
  }
})();
