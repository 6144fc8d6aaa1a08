// Copy buttons and citation marks. Everything shown works without this script; nothing of a document is ever run.
(() => {
  const root = window.parent === window ? document : window.parent.document;
  const say = root.documentElement;
  const here = document.currentScript;
  const language = here && here.dataset.language;
  if (language) say.lang = language;
  const skip = root.querySelector('[data-testid="stSkipToContent"]');
  if (skip && here && here.dataset.skip) skip.textContent = here.dataset.skip;
  // What the widgets library says to screen readers in English only.
  const words = { Open: "Mở danh sách", Close: "Đóng danh sách", "Clear value": "Bỏ chọn", "Clear all": "Bỏ chọn tất cả" };
  const translate = () => {
    if (say.lang !== "vi") return;
    for (const each of root.querySelectorAll("button[aria-label]")) {
      const word = words[each.getAttribute("aria-label")];
      if (word) each.setAttribute("aria-label", word);
    }
  };
  translate();
  if (root.khReady) return;
  root.khReady = true;
  new MutationObserver(translate).observe(root.body, { childList: true, subtree: true });
  // The question wraps instead of running out of a narrow box, and Enter still asks.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const area = event.target.closest && event.target.closest(".st-key-askbox textarea, .st-key-followbox textarea");
    if (!area) return;
    event.preventDefault();
    event.stopPropagation();
    const submit = area.closest(".st-key-askbox, .st-key-followbox").querySelector("button");
    area.blur();
    if (submit) setTimeout(() => submit.click(), 0);
  }, true);
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
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    (piece.querySelector("mark") || piece).scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    const summary = piece.querySelector("summary");
    if (summary) summary.focus({ preventScroll: true });
  }
})();
