// Passes on to Gradio what is clicked in the list of articles, which is markup and no component.
(() => {
  "use strict";

  const PATIENCE = 5000; // milliseconds that the question box may take to appear
  let acts = 0; // makes each message another than the one before, or Gradio would see no change

  function tell(act) {
    const box = document.querySelector("#library-act :is(textarea, input)");
    if (!box) return false;
    box.value = JSON.stringify({ ...act, number: ++acts });
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  // The button that was pressed is gone then, and the question comes next.
  function focusQuestion() {
    const until = performance.now() + PATIENCE;
    const attempt = () => {
      const box = document.querySelector("#question-box textarea");
      if (box?.offsetParent && !document.querySelector("#library")?.offsetParent) box.focus();
      else if (performance.now() < until) requestAnimationFrame(attempt);
    };
    attempt();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#ask-chosen")) focusQuestion();
    const asks = event.target.closest?.(".asks-about");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!asks || !plain) return;
    const id = asks.matches("a") ? new URL(asks.href).searchParams.get("article") : asks.value;
    if (!tell({ do: "ask", ids: [id] })) return; // the article's own page, whose link leads there
    event.preventDefault();
    asks.closest("#article-panel")?.close();
    focusQuestion();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches?.(".articles .chooses")) return;
    const boxes = [...event.target.closest(".articles").querySelectorAll(".chooses")];
    tell({
      do: "choose",
      ids: boxes.filter((box) => box.checked).map((box) => box.value),
      among: boxes.map((box) => box.value),
    });
  });

  // The scope that an address asked for is the conversation's now, and a reload is not to bring it
  // back when it was changed.
  function forgetAddress() {
    const address = new URL(location.href);
    if (!address.searchParams.has("article") || !document.querySelector("#scope")) return;
    address.searchParams.delete("article");
    history.replaceState(history.state, "", address);
  }

  // What changes by itself is read out, without the reader having to go there.
  const SPOKEN = ["library-counted", "library-chosen", "library-additions", "library-noticed"];
  function mend() {
    for (const name of SPOKEN) {
      const place = document.getElementById(name);
      if (place && !place.hasAttribute("aria-live")) place.setAttribute("aria-live", "polite");
    }
    // Gradio names its drop zone in English only; its label is in the reader's language.
    const zone = document.querySelector("#library-drop button[aria-label]");
    const name = document.querySelector("#library-drop [data-testid=block-label]")?.textContent;
    forgetAddress();
    if (zone && name && zone.ariaLabel !== name.trim()) zone.ariaLabel = name.trim();
  }
  new MutationObserver(mend).observe(document.documentElement, { subtree: true, childList: true });
  mend();
})();
