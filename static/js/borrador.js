/* Drafts. A form with data-borrador="clave" and data-version keeps what is typed: on the server, for the same
   person in any browser, and in this browser while there is no connection or the session has ended.
   The server's side is programas/views/borradores.py. */
(() => {
  "use strict";

  const { usuario, borradores: direccion } = document.body.dataset;
  if (!usuario || !direccion) return;

  const ESPERA = 1500;
  const ENVIADO = "borrador-enviado:";
  const PREFIJO = `borrador:${usuario}:`;
  const SIN_GUARDAR = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
  const estados = new WeakMap();
  let saliendo = false;

  // -- what a form says ------------------------------------------------------------------------------------

  const list = () => [...document.querySelectorAll("form[data-borrador]")];

  const fields = (form) =>
    [...form.elements].filter((campo) => campo.name && !SIN_GUARDAR.has(campo.type) && !campo.disabled);

  const marks = (campo) => campo.type === "checkbox" || campo.type === "radio";

  /* What a form says, by how each kind of field is read: as it stands, or as it came. */
  function collect(form, { marcada, elegidas, texto }) {
    const datos = {};
    for (const campo of fields(form)) {
      const valores = (datos[campo.name] ??= []);
      if (marks(campo)) {
        if (marcada(campo)) valores.push(campo.value);
      } else if (campo.type === "select-multiple") {
        valores.push(...elegidas(campo).map((opcion) => opcion.value));
      } else {
        valores.push(texto(campo).replace(/\r\n?/g, "\n"));
      }
    }
    return datos;
  }

  const read = (form) =>
    collect(form, {
      marcada: (campo) => campo.checked,
      elegidas: (campo) => [...campo.selectedOptions],
      texto: (campo) => campo.value,
    });

  /* What the server wrote. Somebody may type before this script is here: that is no part of it. */
  const readOriginal = (form) =>
    collect(form, {
      marcada: (campo) => campo.defaultChecked,
      elegidas: (campo) => [...campo.options].filter((opcion) => opcion.defaultSelected),
      texto: (campo) =>
        campo.options
          ? ([...campo.options].findLast((opcion) => opcion.defaultSelected) ?? campo.options[0])?.value ?? ""
          : campo.defaultValue,
    });

  function write(form, datos) {
    const puestos = {};
    for (const campo of fields(form)) {
      const valores = datos[campo.name];
      if (!valores) continue;
      if (marks(campo)) {
        campo.checked = valores.includes(campo.value);
      } else if (campo.type === "select-multiple") {
        for (const opcion of campo.options) opcion.selected = valores.includes(opcion.value);
      } else {
        const lugar = (puestos[campo.name] = (puestos[campo.name] ?? -1) + 1);
        if (lugar < valores.length) campo.value = valores[lugar];
      }
      campo.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  const clean = (valores) => (valores ?? []).map((valor) => valor.replace(/\r\n?/g, "\n"));
  const differing = (unos, otros) =>
    Object.keys(otros).filter((campo) => campo in unos && clean(unos[campo]).join("\n") !== clean(otros[campo]).join("\n"));

  const version = (form) => Number(form.dataset.version) || 0;

  // -- this browser ----------------------------------------------------------------------------------------

  function getLocal(clave) {
    try {
      return JSON.parse(localStorage.getItem(PREFIJO + clave));
    } catch {
      return null;
    }
  }

  function setLocal(clave, borrador) {
    try {
      if (borrador) localStorage.setItem(PREFIJO + clave, JSON.stringify(borrador));
      else localStorage.removeItem(PREFIJO + clave);
    } catch {
      // A browser without storage, or full: the server still keeps the draft.
    }
  }

  function listLocales() {
    try {
      return Object.keys(localStorage)
        .filter((llave) => llave.startsWith(PREFIJO))
        .map((llave) => llave.slice(PREFIJO.length));
    } catch {
      return [];
    }
  }

  // -- the server ------------------------------------------------------------------------------------------

  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  /* Answers {ok, sesion, cuerpo}: whether it was done, and whether there was a session to do it in. */
  async function ask(opciones, consulta = "") {
    try {
      const respuesta = await fetch(direccion + consulta, { redirect: "manual", ...opciones });
      if (respuesta.ok) return { ok: true, sesion: true, cuerpo: await respuesta.json() };
      return { ok: false, sesion: ![0, 401, 403, 409].includes(respuesta.status), conexion: true };
    } catch {
      return { ok: false, sesion: true, conexion: false };
    }
  }

  const post = (cuerpo, keepalive = false) =>
    ask({
      method: "POST",
      keepalive,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ usuario: Number(usuario), ...cuerpo }),
    });

  /* The drafts of some forms; and, whoever logged in again in another tab being the same, a token that serves. */
  async function fetchAll(claves) {
    const consulta = new URLSearchParams(claves.map((clave) => ["clave", clave]));
    const respuesta = await ask({ headers: { Accept: "application/json" } }, `?${consulta}`);
    if (!respuesta.ok || String(respuesta.cuerpo.usuario) !== usuario) return null;
    for (const campo of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
      campo.value = respuesta.cuerpo.token;
    }
    return respuesta.cuerpo.borradores;
  }

  async function send(clave, local, keepalive = false) {
    const sobre = { clave, version: local.version, datos: local.datos };
    let respuesta = await post(sobre, keepalive);
    if (!respuesta.ok && !respuesta.sesion && !keepalive && (await fetchAll([]))) respuesta = await post(sobre);
    if (respuesta.ok) setLocal(clave, saliendo ? null : { ...local, momento: respuesta.cuerpo.borrador.momento, servidor: true });
    return respuesta;
  }

  function forget(clave) {
    setLocal(clave, null);
    return post({ clave });
  }

  // -- what the person is told -----------------------------------------------------------------------------

  const pad = (numero) => String(numero).padStart(2, "0");
  const show = (momento) => {
    const fecha = new Date(momento);
    return {
      dia: `${pad(fecha.getDate())}-${pad(fecha.getMonth() + 1)}-${fecha.getFullYear()}`,
      hora: `${pad(fecha.getHours())}:${pad(fecha.getMinutes())}`,
    };
  };

  function build(etiqueta, atributos = {}, ...hijos) {
    const nodo = document.createElement(etiqueta);
    for (const [nombre, valor] of Object.entries(atributos)) nodo.setAttribute(nombre, valor);
    nodo.append(...hijos);
    return nodo;
  }

  function tell(form, ...mensaje) {
    const estado = estados.get(form);
    if (!estado.linea) {
      estado.linea = build("p", { class: "guardado", role: "status" });
      form.append(estado.linea);
    }
    estado.linea.replaceChildren(...mensaje);
  }

  function tellRespuesta(form, respuesta) {
    if (respuesta.ok) {
      const { borrador } = respuesta.cuerpo;
      tell(form, `Borrador guardado ${borrador.hora}. Falta guardar el formulario.`);
    } else if (!respuesta.sesion) {
      const enlace = build("a", { href: location.href, target: "_blank" }, "Ingrese de nuevo en otra pestaña");
      tell(form, "Su sesión terminó: lo que escribe queda en este navegador. ", enlace, " y siga aquí.");
    } else if (respuesta.conexion) {
      tell(form, "Se guarda solo en este navegador.");
    } else {
      tell(form, "Sin conexión: se guarda en este navegador.");
    }
  }

  function notify(form, texto, ...hijos) {
    const estado = estados.get(form);
    estado.aviso?.remove();
    estado.aviso = build("div", { class: "aviso ju borrador", role: "status" }, build("p", {}, texto), ...hijos);
    form.before(estado.aviso);
  }

  const button = (texto, acto) => {
    const boton = build("button", { type: "button", class: "boton secundario chico" }, texto);
    boton.addEventListener("click", acto);
    return boton;
  };

  function nameCampo(form, nombre) {
    const campo = [...form.elements].find((otro) => otro.name === nombre);
    const grupo = campo?.closest("fieldset")?.querySelector("legend");
    const rotulo = grupo ?? campo?.labels?.[0];
    return rotulo ? rotulo.firstChild.textContent.trim() : nombre;
  }

  function buildComparacion(form, datos) {
    const actuales = read(form);
    const cuerpo = build("tbody");
    for (const campo of differing(datos, actuales)) {
      cuerpo.append(
        build(
          "tr",
          {},
          build("th", { scope: "row" }, nameCampo(form, campo)),
          build("td", {}, clean(datos[campo]).join("\n") || "(vacío)"),
          build("td", {}, clean(actuales[campo]).join("\n") || "(vacío)"),
        ),
      );
    }
    const titulos = ["Dato", "Usted escribió", "Hoy dice"].map((titulo) => build("th", { scope: "col" }, titulo));
    const tabla = build("table", { class: "pasos" }, build("thead", {}, build("tr", {}, ...titulos)), cuerpo);
    return build("div", { class: "desliza", role: "region", "aria-label": "Lo suyo y lo guardado", tabindex: "0" }, tabla);
  }

  // -- keeping ---------------------------------------------------------------------------------------------

  function discard(form) {
    const estado = estados.get(form);
    clearTimeout(estado.reloj);
    estado.aviso?.remove();
    estado.quieto = true;
    form.reset();
    write(form, estado.inicial);
    estado.quieto = false;
    estado.pendiente = false;
    forget(form.dataset.borrador);
    tell(form, "Borrador descartado.");
    fields(form)[0]?.focus();
  }

  async function keep(form, keepalive = false) {
    const estado = estados.get(form);
    clearTimeout(estado.reloj);
    if (!estado.pendiente) return;
    estado.pendiente = false;
    const clave = form.dataset.borrador;
    const datos = read(form);
    if (estado.leida === undefined && !differing(estado.inicial, datos).length) {
      await forget(clave);
      tell(form, "");
      return;
    }
    const local = { datos, version: estado.leida ?? version(form), momento: new Date().toISOString(), servidor: false };
    setLocal(clave, local);
    const respuesta = await send(clave, local, keepalive);
    estado.fallo = !respuesta.ok;
    tellRespuesta(form, respuesta);
  }

  function note(evento) {
    const form = evento.target.form ?? evento.target.closest?.("form");
    const estado = form && estados.get(form);
    if (!estado || estado.quieto) return;
    estado.pendiente = true;
    clearTimeout(estado.reloj);
    estado.reloj = setTimeout(() => keep(form), ESPERA);
  }

  const keepAll = (keepalive) => Promise.all(list().filter((form) => estados.has(form)).map((form) => keep(form, keepalive)));

  /* What this browser kept and the server has not got, of whatever form. */
  async function sendPending() {
    for (const clave of listLocales()) {
      const local = getLocal(clave);
      if (local && !local.servidor && !(await send(clave, local)).ok) return;
    }
  }

  async function resume() {
    const fallidos = list().filter((form) => estados.get(form)?.fallo);
    for (const form of fallidos) {
      estados.get(form).pendiente = true;
      await keep(form);
    }
  }

  // -- restoring -------------------------------------------------------------------------------------------

  function choose(clave, remotos) {
    const local = getLocal(clave);
    if (!remotos) return local;
    const remoto = remotos[clave];
    if (local && !local.servidor && !(remoto && new Date(remoto.momento) > new Date(local.momento))) return local;
    if (!remoto) setLocal(clave, null);
    return remoto ?? null;
  }

  /* What was typed another time, beside what the form says, for its person to choose. */
  function offer(form, borrador, texto, usar, otra) {
    const elegir = () => {
      estados.get(form).aviso.remove();
      write(form, borrador.datos);
    };
    notify(
      form,
      texto,
      buildComparacion(form, borrador.datos),
      build("div", { class: "botones" }, button(usar, elegir), otra),
    );
  }

  function restore(form, borrador) {
    const estado = estados.get(form);
    if (!differing(borrador.datos, read(form)).length) {
      if (borrador.version < version(form)) forget(form.dataset.borrador);
      return;
    }
    const { dia, hora } = show(borrador.momento);
    if (borrador.version !== version(form)) {
      offer(
        form,
        borrador,
        `Esta fila se guardó después de que usted escribió esto, el ${dia} a las ${hora}. El formulario muestra lo guardado.`,
        "Usar lo que escribí",
        button("Descartar", () => discard(form)),
      );
      return;
    }
    if (estado.pendiente) {
      // What is on the form is the last that was typed: to leave the other aside must not empty it.
      const seguir = () => {
        estado.aviso.remove();
        estado.pendiente = true;
        keep(form);
      };
      offer(
        form,
        borrador,
        `El ${dia} a las ${hora} usted escribió otra cosa. El formulario muestra lo que acaba de escribir.`,
        "Usar lo de antes",
        button("Seguir con lo de ahora", seguir),
      );
      return;
    }
    estado.quieto = true;
    write(form, borrador.datos);
    estado.quieto = false;
    notify(
      form,
      `Recuperamos lo que escribió el ${dia} a las ${hora}.`,
      build("div", { class: "botones" }, button("Descartar", () => discard(form))),
    );
  }

  /* After a submission: saved, and the server has ended the draft; refused, with the text on the page, which is a
     draft over the version that was read; or nothing known (the session had ended), and it is restored like any
     other. Answers whether something was known. */
  function settle(clave, guardado, rechazado) {
    const form = list().find((otro) => otro.dataset.borrador === clave);
    const leida = Number(sessionStorage.getItem(ENVIADO + clave));
    sessionStorage.removeItem(ENVIADO + clave);
    if (guardado) setLocal(clave, null);
    else if (form && rechazado(form)) {
      Object.assign(estados.get(form), { pendiente: true, leida });
      keep(form);
    } else return false;
    return true;
  }

  function settlePagina() {
    const guardado = document.querySelector(".mensajes .success") !== null;
    const rechazado = () => document.querySelector("main [role=alert], .con-error, .mensajes .error");
    return Object.keys(sessionStorage)
      .filter((llave) => llave.startsWith(ENVIADO))
      .map((llave) => llave.slice(ENVIADO.length))
      .filter((clave) => settle(clave, guardado, rechazado));
  }

  /* What htmx sent was saved unless its form came back, in its panel, with faults. */
  function settleParte({ requestConfig, xhr }) {
    const clave = requestConfig.elt.dataset?.borrador;
    if (!clave || sessionStorage.getItem(ENVIADO + clave) === null || xhr.status >= 400) return [];
    const rechazado = (form) => form.closest("li, section, article").querySelector("[role=alert], .con-error");
    const vuelto = list().find((form) => form.dataset.borrador === clave);
    return settle(clave, !vuelto || !rechazado(vuelto), rechazado) ? [clave] : [];
  }

  /* Going back to a page, the browser fills in what was typed there, sent or not: nobody typed it now. */
  const isVuelta = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";

  async function begin(conclude) {
    const forms = list().filter((form) => !estados.has(form));
    const rellenada = conclude === settlePagina && isVuelta();
    for (const form of forms) {
      const inicial = readOriginal(form);
      const adelantado = !rellenada && differing(inicial, read(form)).length > 0;
      estados.set(form, { inicial, adelantado, pendiente: adelantado });
    }
    // What the page shows of a draft to whoever has no script.
    if (forms.length) document.querySelector("[data-borrador-copia]")?.remove();
    const vistos = conclude();
    const claves = forms.map((form) => form.dataset.borrador).filter((clave) => !vistos.includes(clave));
    if (claves.length) {
      const remotos = await fetchAll(claves);
      for (const form of forms.filter((otro) => claves.includes(otro.dataset.borrador))) {
        const borrador = choose(form.dataset.borrador, remotos);
        if (borrador) restore(form, borrador);
        else if (estados.get(form).adelantado) keep(form);
      }
    }
    sendPending();
  }

  // -- listening -------------------------------------------------------------------------------------------

  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("visibilitychange", () => (document.hidden ? keepAll(true) : resume()));
  window.addEventListener("pagehide", () => keepAll(true));
  window.addEventListener("online", resume);
  document.addEventListener("htmx:afterSettle", ({ detail }) => begin(() => settleParte(detail)));
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful) sessionStorage.removeItem(ENVIADO + detail.requestConfig.elt.dataset?.borrador);
  });

  document.addEventListener("submit", (evento) => {
    const form = evento.target;
    if (estados.has(form)) {
      clearTimeout(estados.get(form).reloj);
      estados.get(form).pendiente = false;
      const datos = read(form);
      const borrador = { datos, version: version(form), momento: new Date().toISOString(), servidor: false };
      if (differing(estados.get(form).inicial, datos).length) setLocal(form.dataset.borrador, borrador);
      sessionStorage.setItem(ENVIADO + form.dataset.borrador, String(version(form)));
    } else if (form.getAttribute("action")?.endsWith("/salir/")) {
      // A computer that others use: what the server has does not stay behind; what it lacks is sent first.
      evento.preventDefault();
      Promise.race([keepAll(true).then(sendPending), new Promise((listo) => setTimeout(listo, 2000))]).finally(() => {
        // What is still on its way is taken away when its answer comes.
        saliendo = true;
        for (const clave of listLocales()) if (getLocal(clave)?.servidor) setLocal(clave, null);
        form.submit();
      });
    }
  });

  begin(settlePagina);
})();
