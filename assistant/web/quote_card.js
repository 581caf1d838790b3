// Shows what a numbered marker stands for: the quote's card of the same answer, at the marker.
// What it shows is read from that card when it is shown. Screen readers have the link's own text and
// the cards below the answer, so this one is for eyes alone and takes no focus.
(() => {
  "use strict";

  const OPENS_AFTER = 120; // milliseconds; a pointer that only passes by opens nothing
  const STAYS_FOR = 300; // time enough to move the pointer from the marker into the card
  const GAP = 6; // pixels between marker and card, and least between card and window

  const card = document.createElement("div");
  card.id = "quote-card";
  card.setAttribute("aria-hidden", "true");
  card.hidden = true;

  let shown = null; // the marker that the card stands at
  let touched = false; // whether the last press was a finger's
  let timer = 0;

  const markerAt = (target) => target?.closest?.(".answer a.marker") ?? null;
  const hasFocus = (marker) => marker === document.activeElement && marker.matches(":focus-visible");

  function later(act, milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  }

  function element(name, className, ...content) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...content);
    return made;
  }

  // The parts of the answer's own card, without what could take the focus or be opened.
  function partsFor(marker) {
    const number = marker.querySelector(".number")?.textContent;
    const cards = [...(marker.closest(".answer")?.querySelectorAll("ol.cards > .card") ?? [])];
    const own = cards.find((one) => one.querySelector(".number")?.textContent === number);
    if (!own) return null;
    const copy = own.cloneNode(true);
    const source = copy.querySelector(".source");
    source?.replaceWith(element("span", "source", ...source.childNodes));
    for (const awaited of copy.querySelectorAll("details.awaited")) awaited.remove();
    for (const offered of copy.querySelectorAll("details")) {
      const name = element("p", "label", ...(offered.querySelector("summary")?.childNodes ?? []));
      offered.querySelector("summary")?.remove();
      offered.replaceWith(element("div", "translation", name, ...offered.childNodes));
    }
    return [...copy.childNodes];
  }

  function show(marker) {
    clearTimeout(timer);
    if (marker === shown || !marker.isConnected) return;
    const parts = partsFor(marker);
    if (!parts) return hide();
    shown = marker;
    card.replaceChildren(...parts);
    if (!card.isConnected) document.body.append(card);
    card.hidden = false;
    card.scrollTop = 0;
    place();
    answersChange.observe(document.body, { subtree: true, childList: true });
  }

  function hide() {
    clearTimeout(timer);
    answersChange.disconnect();
    shown = null;
    card.hidden = true;
  }

  // Below the marker, or above it where there is more room; never beyond the window's edges.
  function place() {
    const at = shown.getBoundingClientRect();
    const log = shown.closest("[role=log]")?.getBoundingClientRect();
    if (log && (at.bottom < log.top || at.top > log.bottom)) return hide();
    const width = document.documentElement.clientWidth;
    const height = document.documentElement.clientHeight;
    const below = height - at.bottom - 2 * GAP;
    const above = at.top - 2 * GAP;
    const needs = card.scrollHeight + 2; // and its border
    const goesBelow = needs <= below || below >= above;
    card.style.maxHeight = `${Math.max(goesBelow ? below : above, 0)}px`;
    const own = card.getBoundingClientRect();
    const left = Math.min(at.left + at.width / 2 - own.width / 2, width - own.width - GAP);
    card.style.left = `${Math.max(left, GAP)}px`;
    card.style.top = `${goesBelow ? at.bottom + GAP : at.top - GAP - own.height}px`;
  }

  const answersChange = new MutationObserver(() => {
    if (shown && !shown.isConnected) hide();
    else if (shown) place();
  });

  // --- pointer ---

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const marker = markerAt(event.target);
    if (marker && marker !== shown) later(() => show(marker), OPENS_AFTER);
    else if (marker || card.contains(event.target)) clearTimeout(timer);
    else if (shown && !hasFocus(shown)) later(hide, STAYS_FOR);
    else clearTimeout(timer);
  });
  document.documentElement.addEventListener("pointerleave", () => {
    if (!shown) clearTimeout(timer);
    else if (!touched && !hasFocus(shown)) later(hide, STAYS_FOR);
  });
  document.addEventListener(
    "pointerdown",
    (event) => {
      touched = event.pointerType === "touch";
      const inside = card.contains(event.target) || markerAt(event.target) === shown;
      if (shown && !inside) hide();
    },
    true,
  );

  // A finger's first tap shows the card and its second, or one on the card, opens the article, which
  // page.js does for any click on a marker.
  document.addEventListener(
    "click",
    (event) => {
      const marker = markerAt(event.target);
      if (card.contains(event.target)) {
        if (getSelection().isCollapsed) shown?.click();
      } else if (marker && touched && marker !== shown && partsFor(marker)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        show(marker);
      } else if (marker) {
        hide();
      }
    },
    true,
  );

  // --- keyboard ---

  document.addEventListener("focusin", (event) => {
    const marker = markerAt(event.target);
    // Not where the focus comes back from the article, which is marked as current until then.
    if (marker && hasFocus(marker) && !marker.hasAttribute("aria-current")) show(marker);
    else if (shown && !card.contains(event.target)) hide();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === shown && !shown.matches(":hover") && !card.matches(":hover")) hide();
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter") touched = false;
      if (event.key !== "Escape" || !shown) return;
      event.preventDefault();
      event.stopPropagation();
      hide();
    },
    true,
  );

  addEventListener("resize", () => shown && place());
  document.addEventListener(
    "scroll",
    (event) => shown && event.target !== card && place(),
    true,
  );
})();
