// The conversation: the articles in the page are its only state. What the browser stores is
// the JSON that the server sent with each turn, unchanged.
"use strict";

quoth.turns = (() => {
  const byId = (id) => document.getElementById(id);
  const all = () => [...byId("turns").querySelectorAll("article.turn:not(.pending)")];
  const saved = (articles) => articles.map((article) => article.dataset.turn);
  // Each turn is the server's JSON; it is not parsed here, so that it stays unchanged.
  const chat = (turns) => `{"turns": [${turns.join(", ")}]}`;

  const quotesOf = (holder) =>
    [...holder.querySelectorAll("li[data-start]")].map((item) => ({
      document: item.dataset.document,
      start: Number(item.dataset.start),
      end: Number(item.dataset.end),
      strong: (item.dataset.strong ?? "").split(" ").filter(Boolean)
        .map((span) => span.split("-").map(Number)),
      item,
    }));

  // ---- the selected answer, whose quotes the reader highlights ----

  const select = async (article, index = 0, byUser = false) => {
    for (const one of all()) one.classList.toggle("selected", one === article);
    for (const item of byId("turns").querySelectorAll("li.current"))
      item.classList.remove("current");
    const quotes = quotesOf(article);
    if (!quotes.length) return quoth.reader.forget();
    quotes[index].item.classList.add("current");
    const kind = article.querySelector(".refusal") ? "related" : "quoted";
    const shown = await quoth.reader.show(quotes, index, { kind, byUser });
    if (!shown || !byUser) return;
    quoth.announce(`Shown: ${quotes[index].item.querySelector(".place bdi").textContent}`);
  };

  // ---- saving ----

  const changed = () => {
    const turns = all();
    byId("welcome").hidden = turns.length > 0 || byId("turns").children.length > 0;
    document.querySelector("#masthead .tools").hidden = turns.length === 0;
    quoth.store.save(turns.map((turn) => turn.dataset.question)[0], saved(turns));
  };

  const toArticle = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.firstElementChild;
  };

  const restore = (htmls) => {
    byId("turns").append(...htmls.map(toArticle));
    changed();
    const last = all().at(-1);
    if (last) {
      select(last);
      last.scrollIntoView({ block: "nearest" });
    }
  };

  // Removed turns can be restored until the next action.
  const remove = (articles, message) => {
    for (const article of articles) article.remove();
    changed();
    const last = all().at(-1);
    if (last) select(last); else quoth.reader.forget();
    quoth.notice(message, {
      label: "Restore",
      act: () => {
        byId("turns").append(...articles);
        changed();
        select(articles.at(-1));
      },
    });
  };

  const clear = () => remove(all(), "Conversation cleared.");
  const undo = (article) => remove([article], "Last question removed.");

  // ---- asking ----

  let waiting = null; // { request, article, question, hidden }

  const pendingArticle = (question) => {
    const article = toArticle(
      '<article class="turn pending"><p class="question"><span class="visually-hidden">You asked: </span>' +
      '<span dir="auto"></span></p><div class="reply"><p class="waiting">Searching</p></div>' +
      "</article>"
    );
    article.querySelector("[dir]").textContent = question.slice(0, 1000);
    return article;
  };

  // `from`: the turn to replace, with all turns after it.
  const ask = (question, { from = null, asTyped = false, plain = false } = {}) => {
    if (waiting) return quoth.notice("One question at a time: the last one has no answer yet.");
    const turns = all();
    const context = from ? turns.slice(0, turns.indexOf(from)) : turns;
    const article = pendingArticle(question);
    const hidden = from ? turns.slice(turns.indexOf(from)) : [];
    for (const one of hidden) one.hidden = true;
    byId("turns").append(article);
    byId("welcome").hidden = true;
    quoth.notice("");
    quoth.documentList.toggle(false);
    article.scrollIntoView({ block: "nearest" });
    const request = quoth.uuid();
    waiting = { request, article, question, hidden };
    quoth.trigger("ask", { message: {
      request, question, token: quoth.token(),
      history: chat(asTyped ? [] : saved(context)), plain,
      excluded: quoth.documentList.excludedIds(),
    } });
    quoth.watchServer(() => waiting?.request === request, () => fail(quoth.UNREACHABLE));
  };

  const fail = (message) => {
    const { article, question, hidden } = waiting;
    waiting = null;
    article.remove();
    for (const one of hidden) one.hidden = false;
    changed();
    if (!byId("question").value) byId("question").value = question;
    quoth.notice(message, { alarm: true });
  };

  const receive = (reply) => {
    if (waiting?.request !== reply.request) return;
    if (reply.waiting) waiting.article.querySelector(".waiting").textContent = reply.waiting;
    else if (reply.error) fail(reply.error);
    else {
      const { article: pending, hidden } = waiting;
      waiting = null;
      const article = toArticle(reply.html);
      for (const one of hidden) one.remove();
      pending.replaceWith(article);
      changed();
      select(article);
      quoth.announce(article.dataset.says);
      // Keep the question in view above the start of the answer.
      byId("composer").scrollIntoView({ block: "nearest" });
      const isTall = article.offsetHeight > byId("chat").clientHeight;
      article.scrollIntoView({ block: isTall ? "start" : "nearest" });
      // Focus is lost if it was on a clicked example or a button of the old answer.
      if (document.activeElement === document.body) article.focus({ preventScroll: true });
    }
  };

  const resume = () => {
    const article = all().find((one) => one.classList.contains("selected")) ?? all().at(-1);
    if (!article) return quoth.reader.forget();
    select(article);
    article.scrollIntoView({ block: "nearest" });
  };

  return { all, ask, chat, clear, undo, receive, restore, resume, select, quotesOf, saved };
})();
