// Connects the page: routes input, clicks and the server's replies to the modules.
"use strict";

quoth.UNREACHABLE =
  "Quoth is not responding: the server has stopped or cannot be reached. Restart it and try again.";

quoth.announce = (words) => { document.getElementById("announcement").textContent = words ?? ""; };

// Shows a line above the input, with an optional button.
quoth.notice = (words, { alarm = false, label = "", act = null } = {}) => {
  const notice = document.getElementById("notice");
  notice.replaceChildren();
  if (!words) return;
  const line = document.createElement("p");
  line.setAttribute("role", alarm ? "alert" : "status");
  line.textContent = words + " ";
  if (act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => { quoth.notice(""); act(); });
    line.append(button);
  }
  notice.append(line);
};

quoth.copy = async (words, what) => {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // The clipboard needs a secure context; a page on the local network is not one.
    const holder = document.createElement("textarea");
    holder.value = words;
    document.body.append(holder);
    holder.select();
    document.execCommand("copy");
    holder.remove();
  }
  quoth.announce(`${what} copied.`);
  quoth.notice(`${what} copied.`);
};

// gradio does not report that the server has stopped; this calls `onLost` if it has, as long as
// `isWaiting()`. The event it sends fetches a reply that was left on a stream that just closed.
quoth.watchServer = async (isWaiting, onLost) => {
  const { root, api_prefix: prefix = "/gradio_api" } = window.gradio_config;
  let serverId = null;
  for (;;) {
    await new Promise((resume) => setTimeout(resume, 1000));
    if (!isWaiting()) return;
    try {
      const { app_id: id } = await (await fetch(`${root}${prefix}/app_id`)).json();
      serverId ??= id;
      if (id !== serverId) throw new Error("another server");
      quoth.trigger("listen");
    } catch {
      return isWaiting() ? onLost() : undefined;
    }
  }
};

quoth.start = (element, trigger, server) => {
  const byId = (id) => document.getElementById(id);
  quoth.trigger = trigger;
  quoth.server = server;
  const question = byId("question");
  let editing = null; // the turn whose question is being edited

  // ---- composing ----

  const mode = () => byId("composer").elements.mode.value;
  const WORDS = {
    ask: { label: "Question", placeholder: "Ask a question", button: "Ask" },
    find: {
      label: "What to find", placeholder: "A word, a name or a question", button: "Find all",
    },
  };
  const setMode = () => {
    const { label, placeholder, button } = WORDS[mode()];
    document.querySelector("label[for=question]").textContent = label;
    question.placeholder = placeholder;
    byId("send").textContent = button;
    const finding = mode() === "find";
    byId("found").hidden = !finding;
    byId("turns").hidden = finding;
    byId("welcome").hidden = finding || quoth.turns.all().length > 0;
    stopEditing();
    // Keep what was typed for this mode, but not words that were already searched for.
    if (!finding && question.value === quoth.found.words()) question.value = "";
    if (finding) quoth.found.resume(); else quoth.turns.resume();
  };

  const stopEditing = () => {
    if (editing) question.value = "";
    editing = null;
    quoth.notice("");
  };

  const edit = (article) => {
    const turns = quoth.turns.all();
    const after = turns.length - 1 - turns.indexOf(article);
    question.value = article.dataset.question;
    editing = article;
    const turnsAfter = after === 1 ? "turn" : `${after} turns`;
    const rest = after === 0 ? "" : ` and the ${turnsAfter} after it`;
    quoth.notice(`Asking again replaces its answer${rest}.`, {
      label: "Cancel", act: () => { stopEditing(); question.focus(); },
    });
    question.focus();
  };

  const submit = () => {
    const words = question.value;
    if (mode() === "find") return quoth.found.find(words);
    question.value = "";
    const from = editing;
    editing = null;
    quoth.turns.ask(words, { from });
  };

  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  byId("composer").addEventListener("change", (event) => {
    if (event.target.name === "mode") setMode();
  });
  question.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
    if (event.key === "Escape" && editing) stopEditing();
  });

  // ---- the actions of a turn ----

  const textOf = (article) => {
    const quotes = quoth.turns.quotesOf(article).map(({ item }) =>
      `“${item.querySelector("blockquote").innerText}”\n— ${item.querySelector(".place bdi").textContent}`);
    const text = (selector) => article.querySelector(selector)?.textContent;
    const refusal = text(".refusal");
    const said = [".statement", ".figure", ".unproven", ".best strong"].map(text);
    return [article.dataset.question, ...(refusal ? [refusal] : [...said, ...quotes])]
      .filter(Boolean).join("\n\n");
  };

  const linkTo = (item) => {
    const link = new URL(location.pathname, location.origin);
    link.searchParams.set("doc", item.dataset.document.slice(0, 16));
    link.searchParams.set("start", item.dataset.start);
    link.searchParams.set("end", item.dataset.end);
    return link.href;
  };

  const sendFeedback = async (article, verdict, reason) => {
    const reply = await server.feedback({
      token: quoth.token(), chat: quoth.turns.chat([article.dataset.turn]), verdict, reason,
    });
    if (reply?.error || !reply)
      return quoth.notice(reply?.error ?? quoth.UNREACHABLE, { alarm: true });
    for (const each of ["up", "down"])
      article.querySelector(`[data-do=${each}]`)
        .setAttribute("aria-pressed", String(verdict === each));
    showReasons(article, false);
    quoth.notice("Thanks, noted.");
  };

  const showReasons = (article, wanted) => {
    article.querySelector(".reasons").hidden = !wanted;
    article.querySelector("[data-do=down]").setAttribute("aria-expanded", String(wanted));
  };

  const exportChat = async (form) => {
    const reply = await server.export({
      token: quoth.token(), form, chat: quoth.turns.chat(quoth.turns.saved(quoth.turns.all())),
    });
    if (!reply?.text) return quoth.notice(reply?.error ?? quoth.UNREACHABLE, { alarm: true });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([reply.text], { type: reply.type }));
    link.download = reply.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  const back = () => {
    const item = document.querySelector("#chat > :not([hidden]) li.current");
    item?.querySelector("button").focus({ preventScroll: true });
    (item ?? byId("composer")).scrollIntoView({ block: "center" });
  };

  const ACTIONS = {
    documents: () => {
      quoth.documentList.toggle();
      const isFocused = element.querySelector("#open").contains(document.activeElement);
      if (quoth.documentList.isOpen() && !isFocused)
        byId("documents").querySelector("input[type=file]").focus();
    },
    open: (button) => {
      quoth.reader.open(button.closest("li").dataset.document);
      quoth.documentList.toggle(false);
      byId("switch").focus();
    },
    remove: (button) => quoth.documentList.remove(button.closest("li")),
    clear: () => { quoth.turns.clear(); question.focus(); },
    export: (button) => exportChat(button.dataset.form),
    back,
    link: (button) => quoth.copy(linkTo(button.closest("li")), "Link"),
    copy: (button, article) => quoth.copy(textOf(article), "Answer"),
    edit: (button, article) => edit(article),
    retry: (button, article) => quoth.turns.ask(article.dataset.question, { from: article }),
    undo: (button, article) => { quoth.turns.undo(article); question.focus(); },
    "as-typed": (button, article) => {
      const last = quoth.turns.all().at(-1) === article;
      quoth.turns.ask(article.dataset.question, { from: last ? article : null, asTyped: true });
    },
    plain: (button, article) => {
      const last = quoth.turns.all().at(-1) === article;
      quoth.turns.ask(article.dataset.question, { from: last ? article : null, plain: true });
    },
    up: (button, article) => sendFeedback(article, "up", null),
    down: (button, article) =>
      showReasons(article, button.getAttribute("aria-expanded") !== "true"),
    reason: (button, article) => sendFeedback(article, "down", button.dataset.reason),
  };

  const showQuote = (item) => {
    const article = item.closest("article.turn");
    if (!article) return quoth.found.select(item);
    const index = quoth.turns.quotesOf(article).findIndex((one) => one.item === item);
    quoth.turns.select(article, index, true);
  };

  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) return ACTIONS[button.dataset.do](button, button.closest("article.turn"));
    const example = event.target.closest("[data-ask]");
    if (example) return quoth.turns.ask(example.dataset.ask);
    const chat = event.target.closest("[data-chat]");
    if (chat) return resumeChat(chat.dataset.chat);
    const quote = event.target.closest("blockquote, .place");
    const item = quote?.closest("li[data-start]");
    // Selecting words of a quote to copy them is not a click.
    if (item && (quote.matches(".place") || getSelection().isCollapsed)) showQuote(item);
  });

  // ---- loading ----

  const showPreviousChats = () => {
    const chats = quoth.store.previous().slice(0, 5);
    const holder = element.querySelector(".previous-chats");
    holder.hidden = chats.length === 0;
    holder.querySelector("ul").replaceChildren(...chats.map((chat) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.dataset.chat = chat.key;
      button.dir = "auto";
      button.textContent = chat.title ?? "A chat";
      button.setAttribute("aria-label", `Continue the chat: ${button.textContent}`);
      item.append(button);
      return item;
    }));
  };

  let pendingGreetings = 0;
  const greet = (turns) => {
    pendingGreetings++;
    const link = Object.fromEntries(new URLSearchParams(location.search));
    trigger("greet", { message: {
      request: "greet", token: quoth.token(), chat: quoth.turns.chat(turns),
      link: link.doc === undefined ? null : link,
    } });
    quoth.watchServer(() => pendingGreetings > 0, () => {
      pendingGreetings = 0;
      quoth.notice(quoth.UNREACHABLE, { alarm: true });
    });
  };

  const resumeChat = (key) => greet(quoth.store.switchTo(key));

  const greeted = (reply) => {
    pendingGreetings--;
    if (reply.error) return quoth.notice(reply.error, { alarm: true });
    quoth.documentList.setLimits(reply.limits);
    quoth.documentList.fill(reply.document_list);
    if (reply.turns.length) quoth.turns.restore(reply.turns);
    const { link } = reply;
    if (link?.error) {
      const line = document.createElement("p");
      line.setAttribute("role", "alert");
      line.textContent = link.error;
      byId("link").replaceChildren(line);
    }
    if (link?.end) quoth.reader.show([link], 0, { byUser: true });
    else if (link?.document) quoth.reader.open(link.document);
    else if (!reply.turns.length) quoth.reader.open(quoth.documentList.first());
  };

  quoth.receive = (reply) => {
    if (!reply) return;
    if (reply.request === "greet") greeted(reply);
    quoth.turns.receive(reply);
    quoth.documentList.receive(reply);
    quoth.found.receive(reply);
  };

  quoth.documentList.start(element);
  showPreviousChats();
  greet(quoth.store.current());
};
