// The browser's storage: a secret token of the tab, and the chats. Chats are text that goes back
// to the server unchanged; none of it becomes HTML here.
"use strict";

quoth.uuid = () => {
  // crypto.randomUUID needs a secure context; a page on the local network is not one.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

quoth.token = () => {
  let token = sessionStorage.getItem("quoth.tab");
  if (!token) sessionStorage.setItem("quoth.tab", (token = quoth.uuid()));
  return token;
};

quoth.store = (() => {
  const MAX_CHATS = 10;
  const PREFIX = "quoth.chat.";
  let name = null; // of the chat in this tab

  const chatName = () => {
    name ??= sessionStorage.getItem("quoth.chat") ?? quoth.uuid();
    sessionStorage.setItem("quoth.chat", name);
    return name;
  };

  const read = (key) => {
    try {
      const chat = JSON.parse(localStorage.getItem(key));
      const isText = (one) => typeof one === "string";
      return Array.isArray(chat.turns) && chat.turns.every(isText) ? { key, ...chat } : null;
    } catch {
      return null;
    }
  };

  const chats = () =>
    Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map(read)
      .filter((chat) => chat?.turns.length).sort((one, other) => other.at - one.at);

  const save = (title, turns) => {
    const key = PREFIX + chatName();
    try {
      if (turns.length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), title, turns }));
      else localStorage.removeItem(key);
      for (const old of chats().slice(MAX_CHATS)) localStorage.removeItem(old.key);
    } catch {
      quoth.notice("The browser's storage is full: this chat will be lost on reload.");
    }
  };

  const current = () => read(PREFIX + chatName())?.turns ?? [];
  const previous = () => chats().filter((chat) => chat.key !== PREFIX + chatName());
  const switchTo = (key) => {
    name = key.slice(PREFIX.length);
    sessionStorage.setItem("quoth.chat", name);
    return current();
  };

  return { save, current, previous, switchTo };
})();
