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
  window.addEventListener("pageshow", function () {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
