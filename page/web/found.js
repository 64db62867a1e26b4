// "Find all": every sentence about some words, in the order of the documents.
"use strict";

quoth.found = (() => {
  const byId = (id) => document.getElementById(id);
  let waiting = null;

  const select = (item, asked = true) => {
    for (const one of byId("chat").querySelectorAll("li.current")) one.classList.remove("current");
    item.classList.add("current");
    const all = quoth.turns.quotesOf(byId("found"));
    const at = all.findIndex((one) => one.item === item);
    quoth.reader.show(all, at, { kind: "mentions", asked });
  };

  const find = (words) => {
    const request = (waiting = quoth.uuid());
    quoth.notice("");
    const line = document.createElement("p");
    line.className = "waiting";
    line.textContent = "Reading every sentence";
    byId("found").replaceChildren(line);
    quoth.trigger("find", { message: {
      request, words, token: quoth.token(), documents: quoth.shelf.asked(),
    } });
    quoth.watchServer(() => waiting === request, () => fail(quoth.GONE));
  };

  const fail = (message) => {
    waiting = null;
    byId("found").replaceChildren();
    quoth.notice(message, { alarm: true });
  };

  const receive = (reply) => {
    if (!waiting || reply.request !== waiting) return;
    if (reply.error) return fail(reply.error);
    waiting = null;
    byId("found").innerHTML = reply.html;
    byId("chat").scrollTop = 0;
    quoth.say(reply.says);
    const first = byId("found").querySelector("li[data-start]");
    if (first) select(first, false); else quoth.reader.forget();
  };

  return { find, select, receive };
})();
