// The running sum of the weights, in whole ten-thousandths of a percent: no floating point. The server says the same.
(() => {
  "use strict";
  const CIEN = 1000000;
  const PUNTO = 10000;
  const NBSP = "\u00a0";

  // «3,2 %» is {peso: 32000, decimales: 1}; null when it is no weight.
  function leer(texto) {
    const hallado = /^\s*(\d{1,3})(?:[.,](\d{1,4})0*)?\s*%?\s*$/.exec(texto);
    if (!hallado) return null;
    const decimales = (hallado[2] || "").replace(/0+$/, "");
    return { peso: Number(hallado[1]) * PUNTO + Number(decimales.padEnd(4, "0")), decimales: decimales.length };
  }

  function mostrar(peso) {
    const resto = String(peso % PUNTO).padStart(4, "0").replace(/0+$/, "");
    return Math.floor(peso / PUNTO) + (resto ? "," + resto : "");
  }

  function describir(suma, cuantas, decimales, vacias, conOtras, propia, unica) {
    let dicho = (unica ? "Suma " : "Suman ") + mostrar(propia) + NBSP + "%";
    if (conOtras) dicho += " y, con los otros programas del territorio, " + mostrar(suma) + NBSP + "%";
    if (vacias) return dicho + "; " + vacias + NBSP + (vacias === 1 ? "fila no tiene" : "filas no tienen") + " ponderación.";
    const resto = CIEN - suma;
    if (resto === 0) return dicho + ".";
    if (Math.abs(resto) * 2 * 10 ** decimales <= cuantas * PUNTO) {
      return dicho + ", que con el redondeo de lo escrito valen 100" + NBSP + "%.";
    }
    const uno = Math.abs(resto) === PUNTO;
    const verbo = (resto > 0 ? "falta" : "sobra") + (uno ? "" : "n");
    return dicho + ": " + verbo + " " + mostrar(Math.abs(resto)) + NBSP + (uno ? "punto." : "puntos.");
  }

  function sumar(forma) {
    let propia = 0;
    let vacias = 0;
    let decimales = Number(forma.dataset.otrasDecimales);
    let cuantas = Number(forma.dataset.otrasFilas);
    const otras = Number(forma.dataset.otras);
    const campos = forma.querySelectorAll("[data-peso]");
    for (const campo of campos) {
      const leido = leer(campo.value);
      if (leido === null || leido.peso === 0) {
        vacias += 1;
        continue;
      }
      propia += leido.peso;
      cuantas += 1;
      decimales = Math.max(decimales, leido.decimales);
    }
    const frase = forma.querySelector("[data-suma-frase]");
    frase.textContent = describir(propia + otras, cuantas, decimales, vacias, otras > 0, propia, campos.length === 1);
  }

  const sumarTodas = () => document.querySelectorAll("form[data-suma]").forEach(sumar);
  document.addEventListener("input", (evento) => {
    const forma = evento.target.form;
    if (forma?.matches("[data-suma]")) sumar(forma);
  });
  document.addEventListener("htmx:afterSettle", sumarTodas);
  sumarTodas();
})();
