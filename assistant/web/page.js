// Opens articles beside the chat, and mends what screen readers would trip over in Gradio's markup.
(() => {
  "use strict";

  const NARROW = window.matchMedia("(max-width: 60rem)");
  let opener = null; // the link that the panel was opened with, to give the focus back to
  let request = 0; // only the article that was asked for last may appear

  const panel = document.createElement("dialog");
  panel.id = "article-panel";
  panel.addEventListener("close", forget);
  panel.addEventListener("click", (event) => {
    if (event.target === panel || event.target.closest(".close")) panel.close();
  });
  panel.addEventListener("keydown", (event) => {
    // A dialog beside the chat is not modal, so Escape is ours to handle.
    if (event.key === "Escape") panel.close();
  });
  NARROW.addEventListener("change", () => {
    if (!panel.open) return;
    panel.removeEventListener("close", forget);
    panel.close();
    show();
    panel.addEventListener("close", forget);
  });

  function show() {
    if (!panel.isConnected) document.body.append(panel);
    if (panel.open) return;
    if (NARROW.matches) panel.showModal();
    else panel.show();
    document.body.classList.toggle("reads-article", true);
  }

  function forget() {
    document.body.classList.remove("reads-article");
    // The browser has given the focus back by now, and its reader may have moved on since: this
    // event comes later than the closing itself. Only a focus that is nowhere is brought back.
    const active = document.activeElement;
    const lost = !active || active === document.body || panel.contains(active);
    if (lost && opener?.isConnected) opener.focus();
    opener = null;
    markCurrent(null);
  }

  function markCurrent(link) {
    for (const other of document.querySelectorAll("a.opens-article[aria-current]")) {
      other.removeAttribute("aria-current");
    }
    if (!link) return;
    for (const same of document.querySelectorAll("a.opens-article")) {
      if (same.href === link.href) same.setAttribute("aria-current", "true");
    }
  }

  async function openArticle(link) {
    const mine = ++request;
    let text;
    try {
      text = await (await fetch(link.href, { headers: { Accept: "text/html" } })).text();
    } catch {
      return; // the server is gone, and Gradio's own notice says so
    }
    if (mine !== request) return;
    const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    if (!main) {
      window.open(link.href, "_blank", "noopener");
      return;
    }
    const view = document.createElement("div");
    view.className = "article-main";
    view.append(...main.childNodes);
    panel.replaceChildren(document.adoptNode(view));
    const heading = panel.querySelector("h1");
    panel.setAttribute("aria-label", heading?.textContent ?? "");
    show();
    opener = link;
    markCurrent(link);
    const quote = panel.querySelector("#quote");
    quote?.scrollIntoView({ block: "center" });
    (quote ?? panel.querySelector(".close")).focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    // A card opens its article too, unless the click ended a selection of its quote.
    const reads = getSelection().isCollapsed && !event.target.closest?.("details");
    const card = reads ? event.target.closest?.(".answer .card") : null;
    const link = event.target.closest?.("a.opens-article") ?? card?.querySelector("a.opens-article");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!link || !plain) return;
    event.preventDefault();
    openArticle(link);
  });

  // An answer is copied as the server wrote it down; line breaks come as the sign for one.
  async function copy(link) {
    const answer = link.closest(".answer");
    const text = answer.querySelector(".markdown").textContent.replaceAll("\u2424", "\n");
    const done = answer.querySelector(".done");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Off loopback without TLS a page has no clipboard but this.
      const box = document.createElement("textarea");
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
      link.focus();
    }
    done.setAttribute("role", "status");
    done.textContent = " ✓";
    setTimeout(() => (done.textContent = ""), 2000);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.copies");
    if (!link) return;
    event.preventDefault();
    copy(link);
  });

  // A quote that no sentence of the answer translates is translated once somebody asks for it.
  async function translate(details) {
    const shown = details.querySelector("p");
    const source = details.closest(".card")?.querySelector("a.source");
    if (!shown || !source || details.classList.contains("asked")) return;
    details.classList.add("asked");
    shown.dataset.waits ??= shown.textContent;
    shown.textContent = shown.dataset.waits;
    shown.setAttribute("role", "status");
    const asked = new URL(source.href).searchParams;
    const wanted = {
      id: asked.get("id"),
      start: Number(asked.get("start")),
      end: Number(asked.get("end")),
      to: shown.lang,
    };
    try {
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify(wanted);
      const answered = await fetch("translation", { method: "POST", headers, body });
      if (answered.status === 401) {
        location.reload(); // the session has ended: this leads to the log-in, and back here
        return;
      }
      const told = await answered.json();
      // What stands before our route refuses in the shape that programs are told problems in.
      shown.textContent = told.text || told.error?.message || told.error;
      if (told.text) details.classList.remove("awaited");
    } catch {
      details.open = false; // the server is gone, and Gradio's own notice says so
    }
    details.classList.remove("asked");
  }

  document.addEventListener(
    "toggle",
    (event) => {
      const details = event.target;
      if (details.open && details.matches?.(".translation.awaited")) translate(details);
    },
    true,
  );

  // The end of the conversation comes into view as it grows, but never at the price of the question
  // above it; and a reader who scrolls elsewhere is left there until the next question.
  let questions = 0;
  let follows = true;
  let scrolledTo = 0;

  // Whether the reader scrolled and its event is still to come; where the conversation became
  // shorter it is at its end.
  function left(log) {
    const end = log.scrollHeight - log.clientHeight;
    return Math.abs(log.scrollTop - scrolledTo) >= 4 && log.scrollTop < end - 4;
  }

  function follow() {
    const log = document.querySelector("#conversation [role=log]");
    const asked = log?.querySelectorAll(".user-row") ?? [];
    if (asked.length !== questions) follows = true;
    else if (log && left(log)) follows = false;
    questions = asked.length;
    if (!questions || !follows) return;
    const last = asked[questions - 1].getBoundingClientRect().top;
    const question = last - log.getBoundingClientRect().top + log.scrollTop;
    log.scrollTop = Math.min(question - 16, log.scrollHeight - log.clientHeight);
    scrolledTo = log.scrollTop;
  }

  document.addEventListener(
    "scroll",
    (event) => {
      const log = event.target;
      if (log.matches?.("#conversation [role=log]")) {
        follows = Math.abs(log.scrollTop - scrolledTo) < 4;
      }
    },
    true,
  );

  // The address names the conversation at hand, so that a reload finds it again.
  function nameConversation() {
    const list = document.querySelector("#conversations");
    const chosen = list?.querySelector("input:checked")?.value;
    const address = new URL(location.href);
    if (!list || (address.searchParams.get("conversation") ?? undefined) === chosen) return;
    if (chosen) address.searchParams.set("conversation", chosen);
    else address.searchParams.delete("conversation");
    history.replaceState(history.state, "", address);
  }

  // A wide page has room for the list of conversations, unless its reader closed it before.
  let offered = false;

  function offerConversations() {
    const sidebar = document.querySelector("#sidebar");
    const toggle = sidebar?.querySelector(".toggle-button");
    if (!toggle) return;
    const name = document.querySelector("#conversations-name")?.textContent.trim();
    if (name && toggle.getAttribute("aria-label") !== name) toggle.setAttribute("aria-label", name);
    const open = String(sidebar.classList.contains("open"));
    if (toggle.getAttribute("aria-expanded") !== open) toggle.setAttribute("aria-expanded", open);
    if (offered || !sidebar.querySelector("#conversations")) return;
    offered = true;
    const wanted = !NARROW.matches && localStorage.getItem("conversations") !== "closed";
    if (wanted && open === "false") toggle.click();
  }

  document.addEventListener("click", (event) => {
    const toggle = event.isTrusted && event.target.closest?.("#sidebar .toggle-button");
    if (!toggle) return;
    const closes = toggle.closest("#sidebar").classList.contains("open");
    localStorage.setItem("conversations", closes ? "closed" : "open");
  }, true);

  // Where the list covers the page, it makes way for the conversation that was chosen.
  document.addEventListener("change", (event) => {
    if (!event.target.closest?.("#conversations")) return;
    const sidebar = document.querySelector("#sidebar");
    const covers = sidebar.getBoundingClientRect().width > innerWidth / 2;
    if (covers) sidebar.querySelector(".toggle-button").click();
  });

  // Gradio has links open another tab, where the way out would leave this one behind.
  document.addEventListener("click", (event) => {
    const out = event.target.closest?.("#account a");
    if (!out) return;
    event.preventDefault();
    location.assign(out.href);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#conversation button.edits")) {
      document.querySelector("#question-box textarea")?.focus();
    }
  });

  // A question that is asked with a key takes its button away: the focus goes on where one types.
  document.addEventListener("click", (event) => {
    const asked = event.target.closest?.("#conversation :is(.example, .option)");
    if (asked && event.detail === 0) document.querySelector("#question-box textarea")?.focus();
  });

  // Gradio names each message by its markup, and calls a row of buttons a list without items.
  function mend() {
    const messages = "#conversation [data-testid][aria-label]:not([role=log])";
    for (const message of document.querySelectorAll(messages)) {
      message.removeAttribute("aria-label");
    }
    document.querySelector("#conversation .examples[role=list]")?.removeAttribute("role");
    document.querySelector("#conversation [role=complementary]")?.removeAttribute("role");
    const offered = document.querySelector("#conversation .options");
    const instead = document.querySelector("#instead-name")?.textContent.trim();
    if (offered?.childElementCount && instead && offered.dataset.name !== instead) {
      offered.setAttribute("role", "group");
      offered.setAttribute("aria-label", instead);
      offered.dataset.name = instead;
    }
    name("#conversation [role=log]", "conversation");
    name("#conversation .scroll-down-button-container button", "scroll_down");
    const edit = name('#conversation button:has(> * [aria-label="undo"])', "edit");
    // Setting what is set already would be a change too, and bring us here again.
    if (edit && !edit.classList.contains("edits")) edit.classList.add("edits");
  }

  // Gives something of Gradio's the name that the page holds in its reader's language.
  function name(selector, word) {
    const found = document.querySelector(selector);
    const said = document.querySelector(`#${word}-name`)?.textContent.trim();
    if (!found || !said) return null;
    if (found.getAttribute("aria-label") !== said) found.setAttribute("aria-label", said);
    if (found.title && found.title !== said) found.title = said;
    return found;
  }

  function keepUp() {
    mend();
    nameConversation();
    offerConversations();
    follow();
  }
  new MutationObserver(keepUp).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-label", "class"],
  });
  keepUp();
})();
