// "Find all": every sentence about some words, in document order.
"use strict";

quoth.found = (() => {
  const byId = (id) => document.getElementById(id);
  let waiting = null;
  let query = null; // the words of the sentences shown

  const select = (item, byUser = true) => {
    for (const one of byId("found").querySelectorAll("li.current")) one.classList.remove("current");
    item.classList.add("current");
    const all = quoth.turns.quotesOf(byId("found"));
    const at = all.findIndex((one) => one.item === item);
    quoth.reader.show(all, at, { kind: "mentions", byUser });
  };

  const find = (words) => {
    const request = (waiting = quoth.uuid());
    query = words;
    quoth.notice("");
    const line = document.createElement("p");
    line.className = "waiting";
    line.textContent = "Searching every sentence";
    byId("found").replaceChildren(line);
    quoth.trigger("find", { message: {
      request, words, token: quoth.token(), excluded: quoth.documentList.excludedIds(),
    } });
    quoth.watchServer(() => waiting === request, () => fail(quoth.UNREACHABLE));
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
    for (const part of [byId("chat"), byId("found")]) part.scrollTop = 0;
    byId("found").scrollIntoView({ block: "nearest" });
    quoth.announce(reply.says);
    const first = byId("found").querySelector("li[data-start]");
    if (first) select(first, false); else quoth.reader.forget();
  };

  // On returning to this mode: highlight its results again.
  const resume = () => {
    const item = byId("found").querySelector("li[data-start]");
    if (item) select(byId("found").querySelector("li.current") ?? item, false);
  };

  return { find, select, receive, resume, words: () => query };
})();
