"""Who writes in a territory: progress, evidence, answers and the analyses of III.4, each through its own form."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from tests.estres.libreta import Acta, Clase
from tests.estres.navegante import Adjunto, Pagina, SinRespuesta
from tests.estres.personas import OBSOLETA, UNICO, Persona
from tests.estres.siembra import CORTE, Territorio

DIA = "2009-06-15"
ANALIZADO = "Se guardó el análisis"
COMO_BORRADOR = "está guardado como borrador"
PALABRAS = ("taller", "informe", "convenio", "comuna", "acta", "mesa", "red", "capacitación")
VALIDADA = "Ya está validado"
NO_ESTA = 404
SIN_ESPACIO = "No hay espacio"
DOBLES = 0.2


class Directora(Persona):
    """``vecinas`` are territories of others: asking for what is theirs must find nothing."""

    def __init__(self, *comunes: Any, territorio: Territorio, vecinas: Sequence[Territorio]):
        super().__init__(*comunes)
        self.territorio, self.vecinas = territorio, vecinas
        self.numero: int | None = None

    def act(self) -> None:
        actos = (self.declare, self.advance, self.attach, self.analyse, self.read, self.peep)
        acto: Callable[[], Any] = self.azar.choices(actos, weights=(28, 20, 10, 24, 12, 6))[0]
        acto()

    def pick(self, lista: Sequence[str]) -> str:
        """A row: the first two are everybody's, so that people meet in them."""
        return self.azar.choice(lista[:2] if self.azar.random() < 0.4 else lista)

    def locate(self, codigo: str) -> str:
        return f"{self.territorio.raiz}compromisos/{codigo}/"

    def read(self) -> None:
        raiz, cut = self.territorio.raiz, self.territorio.cut
        self.navegante.get(self.azar.choice((raiz, f"{raiz}pendientes/", f"{raiz}territorios/{cut}/")))

    def peep(self) -> None:
        """Ask for what belongs to somebody else, by its address."""
        ajena = self.azar.choice(self.vecinas)
        codigo, objetivo = self.azar.choice(ajena.filas), self.azar.choice(ajena.objetivos)
        territorio = f"{ajena.raiz}territorios/{ajena.cut}/"
        if self.territorio.servicio != ajena.servicio:
            self.libreta.count("intentos de ver otro servicio")
        ruta = self.azar.choice(
            (territorio, f"{territorio}III.4/{CORTE}/{objetivo}/", f"{territorio}planilla/")
            if ajena.servicio == self.territorio.servicio
            else (territorio, f"{ajena.raiz}compromisos/{codigo}/", ajena.raiz)
        )
        self.libreta.count("intentos de ver lo ajeno")
        estado = self.navegante.get(ruta).estado
        if estado != NO_ESTA:
            self.libreta.note_fuga(f"GET {ruta} respondió {estado} a {self.usuario}")

    def declare(self) -> None:
        """Answer a row. Of a «sí» the result tells which it was; of the others, the reason."""
        codigo = self.pick(self.territorio.filas)
        ruta = f"{self.locate(codigo)}declaracion/"
        pagina = self.navegante.get(ruta)
        if VALIDADA in pagina.texto:
            self.libreta.count("filas ya validadas, que no se declaran")
            return
        campos = pagina.read_forma(ruta)
        respuesta = self.azar.choice(("si", "no", "parcial"))
        clase, campo = (Clase.RESULTADO, "resultado") if respuesta == "si" else (Clase.DECLARACION, "motivo")
        acta = self.libreta.open_acta(clase, self.territorio.marca, campos[campo])
        self.spend(0.1)
        campos |= {"respuesta": respuesta, campo: acta.marca}
        self.count_obsoleta(
            self.settle(
                acta,
                lambda: self.navegante.post(ruta, campos),
                exito="quedó declarado",
                shows=self.build_mirada(acta, self.locate(codigo)),
            )
        )

    def count_obsoleta(self, pagina: Pagina | None) -> None:
        if pagina is not None and OBSOLETA in pagina.texto:
            self.libreta.count("versiones viejas rechazadas")

    def advance(self) -> Acta:
        """Register progress; now and then by pressing twice."""
        codigo = self.pick(self.territorio.filas)
        ruta = f"{self.locate(codigo)}avances/"
        campos = self.navegante.get(self.locate(codigo)).read_forma(ruta)
        acta = self.libreta.open_acta(Clase.AVANCE, self.territorio.marca)
        self.spend(0.1)
        campos |= {"fecha": DIA, "valor": f"{self.azar.randrange(100)},5", "texto": acta.marca}
        exito = "El avance quedó registrado"
        shows = self.build_mirada(acta, self.locate(codigo))
        if self.azar.random() < DOBLES and self.press_twice(acta, ruta, campos, exito, shows):
            return acta
        self.settle(
            acta,
            lambda: self.navegante.post(ruta, campos),
            exito=exito,
            shows=shows,
            renew=lambda: self.renew(campos, self.locate(codigo), ruta),
        )
        return acta

    def renew(self, campos: dict[str, str], pagina: str, accion: str) -> None:
        """The form shown again: what was typed goes under its new token."""
        campos[UNICO] = self.navegante.get(pagina).read_forma(accion)[UNICO]

    def press_twice(
        self, acta: Acta, ruta: str, campos: dict[str, str], exito: str, shows: Callable[[], bool]
    ) -> bool:
        """Send the same form to both hosts at once; whether it is known what became of it."""
        self.libreta.count("envíos dobles")
        try:
            paginas = self.navegante.post_doble(ruta, campos)
        except SinRespuesta:
            return self.look_again(acta, shows)
        if any(exito in pagina.texto for pagina in paginas):
            acta.settle(aceptada=True)
            return True
        acta.dudosa = True
        return False

    def attach(self) -> None:
        codigo = self.pick(self.territorio.filas)
        acta, adjunto = self.build_evidencia()
        pagina = self.upload(codigo, acta, adjunto)
        if pagina is not None and SIN_ESPACIO in pagina.texto:
            self.libreta.count("subidas rechazadas por disco lleno")

    def build_evidencia(self) -> tuple[Acta, Adjunto]:
        """A document that says whose it is, of 20 to 80 kB."""
        acta = self.libreta.open_acta(Clase.EVIDENCIA, self.territorio.marca)
        cuerpo = " ".join(self.azar.choices(PALABRAS, k=self.azar.randrange(3_000, 11_000)))
        contenido = f"{acta.marca}\n{cuerpo}\n".encode()
        acta.sha256 = sha256(contenido).hexdigest()
        return acta, Adjunto("archivo", "informe.txt", contenido)

    def upload(self, codigo: str, acta: Acta, adjunto: Adjunto) -> Pagina | None:
        ruta = f"{self.locate(codigo)}evidencias/nueva/"
        campos = self.navegante.get(ruta).read_forma(ruta)
        campos |= {"fecha_documento": DIA, "descripcion": acta.marca}
        return self.settle(
            acta,
            lambda: self.navegante.post(ruta, campos, adjunto),
            exito="quedó como evidencia",
            shows=self.build_mirada(acta, self.locate(codigo)),
            renew=lambda: self.renew(campos, ruta, ruta),
        )

    def analyse(self) -> None:
        """Write III.4, with the draft that the page keeps meanwhile; the corte may close before it is sent."""
        objetivo = self.pick(self.territorio.objetivos)
        ruta = f"{self.territorio.raiz}territorios/{self.territorio.cut}/III.4/{CORTE}/{objetivo}/"
        pagina = self.navegante.get(ruta)
        try:
            campos = pagina.read_forma("", "avance_efectivo")
        except LookupError:
            self.libreta.count("análisis que ya no se abren: el corte está cerrado")
            return
        clave = pagina.texto.partition('data-borrador="')[2].partition('"')[0]
        acta = self.libreta.open_acta(Clase.ANALISIS, self.territorio.marca, campos["avance_efectivo"])
        campos |= {"avance_efectivo": acta.marca, "recomendaciones": "", "responsable": ""}
        campos["sin_recomendaciones"] = "on"
        self.keep_draft(clave, acta.marca, int(campos["version"]))
        self.spend(0.2)
        respuesta = self.settle(
            acta,
            lambda: self.navegante.post(ruta, campos),
            exito=ANALIZADO,
            shows=lambda: self.read_analisis(ruta) == acta.marca,
            rechazos=(COMO_BORRADOR,),
        )
        self.count_obsoleta(respuesta)
        if respuesta is None:
            self.libreta.keep_borrador(self.usuario, clave, {None, acta.marca}, seguro=False)
        elif COMO_BORRADOR in respuesta.texto:
            self.libreta.count("análisis que el corte cerrado dejó como borrador")
            self.libreta.keep_borrador(self.usuario, clave, {acta.marca}, seguro=True)
        elif ANALIZADO in respuesta.texto:
            self.libreta.keep_borrador(self.usuario, clave, {None}, seguro=not acta.dudosa)

    def read_analisis(self, ruta: str) -> str:
        """What the form says; nothing when the corte closed meanwhile and there is none. A draft is beside it."""
        try:
            return self.navegante.get(ruta).read_forma("", "avance_efectivo")["avance_efectivo"]
        except LookupError:
            return ""

    def keep_draft(self, clave: str, texto: str, version: int) -> None:
        """What the page's own script does while somebody types."""
        if self.numero is None:
            datos = self.navegante.get(f"/borradores/?clave={clave}").read_json()
            self.numero = int(datos["usuario"])
        sobre = {"usuario": self.numero, "clave": clave, "version": version, "datos": {"avance_efectivo": [texto]}}
        try:
            estado = self.navegante.post_json("/borradores/", sobre).estado
        except SinRespuesta:
            self.libreta.keep_borrador(self.usuario, clave, {texto}, seguro=False)
            return
        if estado == 200:
            self.libreta.count("borradores guardados")
            self.libreta.keep_borrador(self.usuario, clave, {texto}, seguro=True)
        else:
            self.libreta.note_falla(f"POST /borradores/ respondió {estado} a {self.usuario}")
