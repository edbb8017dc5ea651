/* What the administration's own widgets leave out: names for the pickers, and where the eye must go after a fault. */
"use strict";

function nameSelectores() {
  document.querySelectorAll(".select2-container").forEach((contenedor) => {
    const campo = contenedor.previousElementSibling;
    const rotulo = campo && document.querySelector(`label[for="${campo.id}"]`);
    if (!rotulo) return;
    rotulo.id = rotulo.id || `rotulo-${campo.id}`;
    const seleccion = contenedor.querySelector(".select2-selection");
    const valor = seleccion.getAttribute("aria-labelledby");
    seleccion.setAttribute("aria-labelledby", valor ? `${rotulo.id} ${valor}` : rotulo.id);
    const busqueda = contenedor.querySelector(".select2-search__field");
    if (busqueda) busqueda.setAttribute("aria-label", rotulo.textContent.trim());
    const elegido = contenedor.querySelector(".select2-selection__rendered");
    if (elegido) elegido.setAttribute("aria-label", rotulo.textContent.trim());
  });
}

function prepare() {
  nameSelectores();
  const falla = document.querySelector(".errornote");
  if (falla) {
    falla.tabIndex = -1;
    falla.focus();
  }
}

/* The pickers are built when jQuery says that the page is ready, which may be after it loads: this goes next. */
const consultas = window.django && window.django.jQuery;
if (consultas) consultas(prepare);
else window.addEventListener("load", prepare);
