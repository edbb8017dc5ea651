// Files dropped on the form go to its field, as if they had been chosen there.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-soltar]")) {
    const campo = form.querySelector("input[type=file]");
    form.querySelector(".ayuda")?.append(" También puede arrastrarlos hasta aquí.");
    const trae = (evento) => evento.dataTransfer && [...evento.dataTransfer.types].includes("Files");
    form.addEventListener("dragover", (evento) => {
      if (!trae(evento)) return;
      evento.preventDefault();
      form.classList.add("encima");
    });
    for (const fin of ["dragleave", "drop"]) form.addEventListener(fin, () => form.classList.remove("encima"));
    form.addEventListener("drop", (evento) => {
      if (!trae(evento)) return;
      evento.preventDefault();
      campo.files = evento.dataTransfer.files;
      campo.dispatchEvent(new Event("change", { bubbles: true }));
      campo.focus();
    });
  }
})();
