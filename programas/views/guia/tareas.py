"""The tasks that the guide tells, in the order of the year: who does each, where it begins, which pages it helps.

What each one says is ``templates/guia/tareas/CLAVE.html``.
"""

from dataclasses import dataclass

from regiones.enums import Rol

TERRITORIO = (Rol.DIRECCION, Rol.ENCARGADA)
REDACTAN = (*TERRITORIO, Rol.UNIDAD)
VEN_TODO = (Rol.CENTRAL, Rol.ADMINISTRACION, Rol.AUDITORIA)
TODOS = (*REDACTAN, *VEN_TODO)

# What each role does, as its guide begins.
ROLES: dict[Rol, str] = {
    Rol.DIRECCION: "Redacta el formulario de su territorio, lo envía a revisión y responde por lo que envía.",
    Rol.ENCARGADA: (
        "Redacta todo el formulario de su territorio: la formulación, los avances, las evidencias, el análisis "
        "de cada corte y las declaraciones. El envío a revisión es de la dirección."
    ),
    Rol.UNIDAD: "Redacta las filas de las que responde su unidad. El resto de su territorio lo lee.",
    Rol.CENTRAL: (
        "Ve todo el servicio: revisa, observa, aprueba, valida, abre y cierra los cortes y resuelve los reclamos. "
        "Nunca revisa ni valida lo que ella misma redactó."
    ),
    Rol.ADMINISTRACION: (
        "Abre los ejercicios, los lleva de una etapa a otra y los cierra, mantiene personas y catálogos, e "
        "importa planillas de cualquier territorio."
    ),
    Rol.AUDITORIA: "Lee todo el servicio y su historia. No cambia nada.",
}


@dataclass(frozen=True, slots=True)
class Lugar:
    """Where a task begins: what its page is called, and its address, of a year unless ``sin_anio``."""

    rotulo: str
    nombre: str
    argumentos: tuple[str, ...] = ()
    sin_anio: bool = False


@dataclass(frozen=True, slots=True)
class Tarea:
    """A task of the guide. ``paginas`` are the names of the addresses whose help it is."""

    clave: str
    titulo: str
    resumen: str
    roles: tuple[Rol, ...]
    empieza: Lugar
    paginas: tuple[str, ...] = ()

    @property
    def plantilla(self) -> str:
        return f"guia/tareas/{self.clave}.html"

    @property
    def quienes(self) -> str:
        """«Dirección regional y Encargada/o regional», or that anybody may."""
        if set(self.roles) == set(TODOS):
            return "Cualquier persona, cada una en lo que ve"
        *primeros, ultimo = [rol.label for rol in Rol if rol in self.roles]
        return f"{', '.join(primeros)} y {ultimo}" if primeros else ultimo


MIS_PENDIENTES = Lugar("Lo que me falta", "pendientes")
TERRITORIOS = Lugar("Territorios", "territorios")
EVALUACION = Lugar("Evaluación", "evaluacion")
PLANILLAS = Lugar("Planillas", "planillas")

TAREAS: tuple[Tarea, ...] = (
    Tarea(
        "lo-que-me-falta",
        "Saber qué me falta",
        "Una sola página dice qué falta, primero lo que decide el resultado y después lo que vence antes.",
        REDACTAN,
        MIS_PENDIENTES,
        ("pendientes", "territorio"),
    ),
    Tarea(
        "formular-el-programa",
        "Formular el programa",
        "Escriba los objetivos, indicadores, metas o actividades y ponderaciones que su territorio compromete.",
        REDACTAN,
        TERRITORIOS,
        (
            *("formulacion", "programa_datos", "fila_nueva", "fila", "fila_eliminada", "ponderacion"),
            *("instancia_nueva", "instancia", "instancia_eliminada", "copia_anterior", "programa"),
        ),
    ),
    Tarea(
        "enviar-a-revision",
        "Enviar a revisión",
        "Envíe el programa a la unidad central; si después debe cambiarlo, reábralo con su motivo.",
        (Rol.DIRECCION,),
        MIS_PENDIENTES,
        ("envio", "programa"),
    ),
    Tarea(
        "responder-una-observacion",
        "Responder una observación",
        "Conteste en la misma fila lo que observó la unidad central, corrija y envíe de nuevo.",
        REDACTAN,
        Lugar("Observaciones", "observaciones"),
        ("observaciones", "observacion_respuesta", "programa"),
    ),
    Tarea(
        "registrar-un-avance",
        "Registrar un avance",
        "Anote cuánto se ha hecho de un compromiso a una fecha, con sus archivos. No gana ponderación.",
        REDACTAN,
        MIS_PENDIENTES,
        ("compromiso", "avance", "avance_nuevo"),
    ),
    Tarea(
        "subir-una-evidencia",
        "Subir una evidencia",
        "Adjunte el archivo que prueba un compromiso, contra su medio de verificación.",
        REDACTAN,
        MIS_PENDIENTES,
        ("evidencia_nueva", "evidencia_retirada", "compromiso"),
    ),
    Tarea(
        "analizar-un-corte",
        "Analizar un corte",
        "Escriba la hoja III.4: un análisis por objetivo a la fecha de medición, y envíe el informe.",
        REDACTAN,
        Lugar("Cortes", "cortes"),
        ("analisis", "analisis_objetivo", "cortes"),
    ),
    Tarea(
        "declarar-un-compromiso",
        "Declarar un compromiso",
        "Diga si se cumplió, sabiendo antes qué hace cada respuesta con el resultado.",
        REDACTAN,
        MIS_PENDIENTES,
        ("declaracion", "compromiso"),
    ),
    Tarea(
        "reclamar-de-una-validacion",
        "Reclamar de una validación",
        "En la evaluación, pida que se cambie una validación con la que su territorio no está de acuerdo.",
        TERRITORIO,
        Lugar("Reclamos", "reclamos"),
        ("reclamo_nuevo", "reclamos"),
    ),
    Tarea(
        "revisar-y-observar",
        "Revisar y observar",
        "Apruebe u observe, fila por fila, los programas y los informes que envían los territorios.",
        (Rol.CENTRAL,),
        Lugar("Revisión", "revision"),
        ("revision", "revision_programa", "revision_informe", "observaciones"),
    ),
    Tarea(
        "validar",
        "Validar",
        "Decida la respuesta oficial de cada compromiso declarado: solo lo validado «sí» gana su ponderación.",
        (Rol.CENTRAL,),
        Lugar("Declarado y validado", "discrepancias"),
        ("validacion", "compromiso_observado", "discrepancias", "compromiso"),
    ),
    Tarea(
        "abrir-y-cerrar-un-corte",
        "Abrir y cerrar un corte",
        "Abra el corte cuando deba escribirse su análisis y ciérrelo cuando ya no espere más.",
        (Rol.CENTRAL, Rol.ADMINISTRACION),
        Lugar("Cortes", "cortes"),
        ("cortes", "corte_estado"),
    ),
    Tarea(
        "resolver-un-reclamo",
        "Resolver un reclamo",
        "Acoja o rechace el reclamo de un territorio; lo hace alguien distinto de quien validó.",
        (Rol.CENTRAL,),
        Lugar("Reclamos", "reclamos"),
        ("reclamo", "reclamos"),
    ),
    Tarea(
        "importar-planillas",
        "Importar planillas",
        "Suba uno o muchos libros del formulario, vea qué cambiaría cada uno y aplíquelo entero o no lo aplique.",
        (*TERRITORIO, Rol.ADMINISTRACION),
        PLANILLAS,
        ("planillas", "carga", "libro", "libro_respondido"),
    ),
    Tarea(
        "deshacer-una-importacion",
        "Deshacer una importación",
        "Vuelva a dejar el formulario como estaba antes de importar un libro.",
        (*TERRITORIO, Rol.ADMINISTRACION),
        PLANILLAS,
        ("importacion", "importacion_deshecha"),
    ),
    Tarea(
        "trabajar-sin-conexion",
        "Trabajar sin conexión",
        "Llévese la plantilla de Excel de su territorio, que calcula sola su resultado, y tráigala de vuelta.",
        (*TERRITORIO, Rol.ADMINISTRACION),
        PLANILLAS,
        ("planillas",),
    ),
    Tarea(
        "leer-los-tableros",
        "Leer los tableros",
        "Entienda el resultado del servicio, su razón, qué está en juego y cómo ha cambiado.",
        VEN_TODO,
        Lugar("Tablero", "tablero"),
        ("tablero", "alerta", "esfuerzo", "evolucion", "evolucion_territorio", "calidad", "calidad_territorio"),
    ),
    Tarea(
        "entender-una-cifra",
        "Entender una cifra",
        "Siga cualquier porcentaje hasta las filas, las respuestas y las notas de las que sale.",
        TODOS,
        TERRITORIOS,
        ("programa", "explicacion", "calculo", "lecturas", "territorio"),
    ),
    Tarea(
        "y-si",
        "Y si…: probar un escenario",
        "Suponga otras respuestas o reglas y vea qué pasaría. Nada se guarda.",
        TODOS,
        Lugar("Simulación", "simulacion"),
        ("simulacion", "lecturas"),
    ),
    Tarea(
        "abrir-un-ejercicio",
        "Abrir un ejercicio",
        "Cree el año, o cópielo del anterior, fije sus reglas y sus cortes, y llévelo de etapa en etapa.",
        (Rol.ADMINISTRACION,),
        Lugar("Ejercicios, en la administración", "admin:programas_ejercicio_changelist", sin_anio=True),
        ("evaluacion", "ejercicios"),
    ),
    Tarea(
        "cerrar-el-anio",
        "Cerrar el año y su certificado",
        "Congele el resultado, entregue el certificado público y corrija después solo con un cierre nuevo.",
        (Rol.ADMINISTRACION,),
        EVALUACION,
        ("evaluacion", "cierres", "cierre"),
    ),
    Tarea(
        "personas-y-asignaciones",
        "Personas y asignaciones",
        "Cree cuentas, dé y termine roles, y levante bloqueos de ingreso.",
        (Rol.ADMINISTRACION,),
        Lugar("Asignaciones, en la administración", "admin:regiones_asignacion_changelist", sin_anio=True),
        ("ingresos",),
    ),
    Tarea(
        "documentos-oficiales",
        "Documentos oficiales",
        "Descargue el formulario en PDF, Word o Excel, el borrador de la Etapa 4 y el paquete de evidencias.",
        TODOS,
        Lugar("Documentos", "documentos"),
        ("documentos", "paquetes", "paquete_territorio"),
    ),
    Tarea(
        "buscar-en-las-listas",
        "Buscar en las listas",
        "Encuentre compromisos, evidencias y análisis, y lléveselos en una planilla.",
        TODOS,
        Lugar("Listas", "lista", ("compromisos",)),
        ("lista",),
    ),
    Tarea(
        "auditar-el-formulario",
        "Auditar el formulario y su historia",
        "Lea qué reglas no se cumplen, cuáles pueden cambiar un resultado, y quién cambió qué.",
        TODOS,
        Lugar("Auditoría", "auditoria"),
        ("auditoria", "auditoria_territorio", "historial"),
    ),
    Tarea(
        "mi-cuenta",
        "Ingresar y cuidar mi cuenta",
        "Cambie o recupere su contraseña, active un segundo factor y decida si recibe recordatorios.",
        TODOS,
        Lugar("Mi cuenta", "mi_cuenta", sin_anio=True),
        ("mi_cuenta", "cambiar_clave", "segundo_factor", "fichas", "recordatorios"),
    ),
)
