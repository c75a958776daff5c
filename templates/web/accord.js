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
  // It was saved when a page came that says so.
  if (document.querySelector(".notice.success")) {
    try {
      for (const key of Object.keys(sessionStorage)) {
        if (!key.startsWith("accord:")) continue;
        localStorage.removeItem(key);
        sessionStorage.removeItem(key);
      }
    } catch { /* not allowed */ }
  }

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
  // What is typed into a long form is kept in this browser until it is saved, and offered again.
  const skipped = ["hidden", "file", "password", "submit", "button"];
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = "accord:" + form.dataset.keep;
    const typed = function () {
      return [...form.elements]
        .filter((field) => field.name && !skipped.includes(field.type))
        .map((field) => [field.name, field.value, field.checked === true]);
    };
    const begun = JSON.stringify(typed());
    let kept = null;
    try { kept = localStorage.getItem(key); } catch { continue; }
    const offer = form.querySelector("[data-kept]");
    if (kept && kept !== begun && offer) {
      offer.hidden = false;
      offer.querySelector("button").addEventListener("click", function () {
        const fields = [...form.elements].filter((field) => field.name && !skipped.includes(field.type));
        for (const [place, [name, value, checked]] of JSON.parse(kept).entries()) {
          const field = fields[place];
          if (!field || field.name !== name) continue;
          if (field.type === "radio" || field.type === "checkbox") field.checked = checked;
          else field.value = value;
        }
        offer.hidden = true;
      });
    }
    form.addEventListener("input", function () {
      try { localStorage.setItem(key, JSON.stringify(typed())); } catch { /* full, or not allowed */ }
    });
    form.addEventListener("submit", function () {
      try { sessionStorage.setItem(key, "sent"); } catch { /* not allowed */ }
    });
  }
  window.addEventListener("pageshow", function () {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
