// Makes pages nicer; nothing needs it.
"use strict";
(function () {
  // Errors are read first: the summary takes the focus.
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();

  // A form is sent once, however often its button is pressed; going back lets it be sent again.
  for (const form of document.querySelectorAll("form[method='post']")) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  // What was sent was saved when the very next page says so; signing in anew comes after another.
  try {
    const isSaved = document.querySelector(".notice.success") !== null;
    for (const key of Object.keys(sessionStorage)) {
      if (!key.startsWith("accord:")) continue;
      if (isSaved) localStorage.removeItem(key);
      sessionStorage.removeItem(key);
    }
  } catch { /* not allowed */ }

  // Nothing stays behind on a computer that others use too.
  for (const form of document.querySelectorAll("form[action='/sign-out']")) {
    form.addEventListener("submit", function () {
      try {
        for (const key of Object.keys(localStorage)) {
          if (key.startsWith("accord:")) localStorage.removeItem(key);
        }
      } catch { /* not allowed */ }
    });
  }
  // What is typed into a long form is kept in this browser until it is saved, and offered again to
  // the same account. A form whose boxes come and go is kept whole, and sent anew to be put back.
  const skipped = ["hidden", "file", "password", "submit", "button"];
  const who = document.documentElement.dataset.who || "";
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = "accord:" + who + ":" + form.dataset.keep;
    const isWhole = "keepWhole" in form.dataset;
    const fields = function () {
      return [...form.elements].filter((field) => field.name && !skipped.includes(field.type));
    };
    const typed = function () {
      return JSON.stringify(isWhole
        ? [...new FormData(form)].filter((pair) => typeof pair[1] === "string")
        : fields().map((field) => [field.name, field.value, field.checked === true]));
    };
    const keep = function () {
      try { localStorage.setItem(key, typed()); } catch { /* full, or not allowed */ }
    };
    const putBack = function (kept) {
      const all = fields();
      for (const [place, [name, value, checked]] of kept.entries()) {
        const field = all[place];
        if (!field || field.name !== name) continue;
        if (field.type === "radio" || field.type === "checkbox") field.checked = checked;
        else field.value = value;
      }
    };
    const sendAnew = function (kept) {
      const sent = document.createElement("form");
      sent.method = "post";
      sent.action = form.getAttribute("action");
      for (const [name, value] of [...kept.filter(([name]) => name !== "do"), ["do", "look"]]) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        sent.append(field);
      }
      document.body.append(sent);
      sent.submit();
    };
    const begun = typed();
    let kept = null;
    try { kept = localStorage.getItem(key); } catch { continue; }
    const offer = form.querySelector("[data-kept]");
    if ("typed" in form.dataset) keep();
    else if (kept && kept !== begun && offer) {
      offer.hidden = false;
      offer.querySelector("button").addEventListener("click", function () {
        (isWhole ? sendAnew : putBack)(JSON.parse(kept));
        offer.hidden = true;
      });
    }
    form.addEventListener("input", keep);
    form.addEventListener("submit", function () {
      keep();
      try { sessionStorage.setItem(key, "sent"); } catch { /* not allowed */ }
    });
  }

  // While one types, the server says what it makes of it; without an answer all stays as it is.
  const PAUSE = 600;
  for (const form of document.querySelectorAll("form[data-preview]")) {
    const outcome = form.querySelector("[data-outcome]");
    const told = form.querySelector("[data-told]");
    let timer = 0, asked = null;
    const letScroll = function () {
      const frame = outcome.parentElement;
      if (frame.scrollHeight > frame.clientHeight) frame.tabIndex = 0;
      else frame.removeAttribute("tabindex");
    };
    const show = function (page) {
      const found = page.querySelector("[data-outcome]");
      if (!found || outcome.contains(document.activeElement)) return;
      outcome.replaceChildren(...found.childNodes);
      const words = page.querySelector("[data-told]").textContent;
      if (told.textContent !== words) told.textContent = words;
      letScroll();
    };
    const ask = async function () {
      if (asked) asked.abort();
      asked = new AbortController();
      const data = new FormData(form);
      data.set("do", "look");
      try {
        const sent = { method: "POST", body: data, signal: asked.signal };
        const answer = await fetch(form.dataset.preview, sent);
        if (answer.redirected || (!answer.ok && answer.status !== 422)) return;
        show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } catch { /* no network, or more was typed meanwhile */ }
    };
    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    letScroll();
  }

  // What is pasted from a word processor becomes paragraphs: their words and nothing else.
  const BLOCKS = /^(P|DIV|LI|UL|OL|DL|DT|DD|H[1-6]|TABLE|TR|BLOCKQUOTE|PRE|SECTION|ARTICLE)$/;
  const UNSEEN = /^(STYLE|SCRIPT|TITLE|META|LINK|DEL|TEMPLATE)$/;
  const MARKED = /mso-list:ignore|display:none/;
  const ASIDE = /mso-(footnote|endnote|comment)-(id|reference)|mso-element:(footnote|endnote|comment)/;
  const readParagraphs = function (html) {
    const found = [];
    let line = "", hasLeftOut = false;
    const end = function () {
      const words = line.replace(/[ \t\r\n]+/g, " ").trim();
      if (words) found.push(words);
      line = "";
    };
    const isLeftOut = function (node) {
      const style = (node.getAttribute("style") || "").toLowerCase().replace(/\s+/g, "");
      const isAside = ASIDE.test(style) || /MsoComment/.test(node.getAttribute("class") || "");
      hasLeftOut = hasLeftOut || isAside;
      return isAside || MARKED.test(style) || UNSEEN.test(node.tagName);
    };
    const walk = function (node) {
      if (node.nodeType === Node.TEXT_NODE) line += node.data;
      if (node.nodeType !== Node.ELEMENT_NODE || isLeftOut(node)) return;
      const isBlock = BLOCKS.test(node.tagName);
      if (isBlock) end();
      else if (/^(BR|TD|TH)$/.test(node.tagName)) line += " ";
      for (const child of node.childNodes) walk(child);
      if (isBlock) end();
    };
    walk(new DOMParser().parseFromString(html, "text/html").body);
    end();
    return { words: found.join("\n\n"), hasLeftOut };
  };
  for (const form of document.querySelectorAll("form[data-preview]")) {
    form.addEventListener("paste", function (event) {
      const box = event.target;
      const html = event.clipboardData && event.clipboardData.getData("text/html");
      if (box.name !== "words" || !html) return;
      let read;
      try { read = readParagraphs(html); } catch { return; }
      if (!read.words) return;
      event.preventDefault();
      if (!document.execCommand("insertText", false, read.words)) {  // which can be undone
        box.setRangeText(read.words, box.selectionStart, box.selectionEnd, "end");
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }
      form.querySelector("[data-pasted]").textContent = read.hasLeftOut ? form.dataset.leftOut : "";
    });
  }
  window.addEventListener("pageshow", function () {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
