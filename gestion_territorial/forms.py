"""The forms by which people enter, and give themselves a password."""

import logging
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.template import loader

from regiones.models import Usuario
from regiones.services.usuarios import set_clave

POCOS_INTENTOS = 2
QUE_CLAVE = (
    "Al menos 12 caracteres: una frase larga es fácil de recordar. "
    "No puede ser solo números, ni una contraseña común, ni parecerse a sus datos."
)
registro = logging.getLogger(__name__)


class IngresoForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "El usuario o la contraseña no son correctos. Revise mayúsculas y vuelva a intentarlo.",
        "inactive": (
            "Su cuenta está desactivada. Si debe volver a usarla, pida a la administración de su servicio que la "
            "active: lo que hizo con ella sigue a su nombre."
        ),
    }

    def get_invalid_login_error(self) -> ValidationError:
        """Why one does not enter. Only who knows the password is told that the account is closed."""
        if self.is_desactivada():
            return ValidationError(self.error_messages["inactive"], code="inactive")
        mensaje = self.error_messages["invalid_login"]
        fallos = getattr(self.request, "axes_failures_since_start", None)
        quedan = settings.AXES_FAILURE_LIMIT - fallos if fallos else POCOS_INTENTOS + 1
        if quedan <= POCOS_INTENTOS:
            minutos = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
            plazo = "1 intento" if quedan == 1 else f"{quedan} intentos"
            mensaje += f" Le queda{'' if quedan == 1 else 'n'} {plazo} antes de una espera de {minutos} minutos."
        return ValidationError(mensaje, code="invalid_login")

    def is_desactivada(self) -> bool:
        if getattr(self.request, "axes_locked_out", False):
            return False
        clave = self.cleaned_data["password"]
        cuenta = Usuario.objects.filter(username=self.cleaned_data["username"], is_active=False).first()
        if cuenta is None:
            # As much work as checking one: the time of the answer does not tell which names exist.
            Usuario().set_password(clave)
            return False
        return cuenta.check_password(clave)


class ClaveOlvidadaForm(PasswordResetForm):
    email = forms.EmailField(
        label="Correo electrónico",
        max_length=254,
        help_text="El que está registrado en su cuenta.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def save(self, **opciones: Any) -> None:  # type: ignore[override]
        """The link begins where the installation says that people open it, whatever host was asked."""
        if sitio := urlsplit(settings.DIRECCION_DEL_SITIO).netloc:
            opciones["domain_override"] = sitio
            opciones["use_https"] = settings.DIRECCION_DEL_SITIO.startswith("https:")
        super().save(**opciones)

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Send aside from the answer, whose time would tell that the account exists."""
        asunto = loader.render_to_string(subject_template_name, context).strip()
        cuerpo = loader.render_to_string(email_template_name, context)
        mensaje = EmailMessage(asunto, cuerpo, from_email, [to_email])
        Thread(target=deliver, args=(mensaje,)).start()


def deliver(mensaje: EmailMessage) -> None:
    try:
        mensaje.send()
    except OSError:
        registro.exception("No se pudo enviar el correo para restablecer una contraseña")


class ClaveNuevaForm(SetPasswordForm):
    """A new password, by the link of a mail."""

    error_messages = {"password_mismatch": "Las dos contraseñas no son iguales."}  # nosec B105
    motivo = "Contraseña restablecida por correo"

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        nueva, repetida = self.fields["new_password1"], self.fields["new_password2"]
        nueva.label, nueva.help_text = "Contraseña nueva", QUE_CLAVE
        repetida.label, repetida.help_text = "Repita la contraseña nueva", ""

    def validate_password_for_user(self, user: Any, *campo: Any) -> None:
        """Tell what the password lacks beside it, not beside its repetition."""
        super().validate_password_for_user(user, "new_password1")

    def save(self, commit: bool = True) -> Any:
        clave = self.cleaned_data["new_password1"]
        set_clave(usuario=self.user, clave=clave, actor=self.user, motivo=self.motivo)
        return self.user


class ClavePropiaForm(ClaveNuevaForm, PasswordChangeForm):
    """A new password of one's own, knowing the old one."""

    error_messages = {
        **ClaveNuevaForm.error_messages,
        "password_incorrect": "La contraseña actual no es correcta.",  # nosec B105
    }
    motivo = "Cambio de contraseña"

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["old_password"].label = "Contraseña actual"


class DesbloqueoForm(forms.Form):
    """Why a locked person is let in again, and from which address."""

    usuario: Any = None
    direccion = forms.GenericIPAddressField(widget=forms.HiddenInput)
    motivo = forms.CharField(
        label="Por qué se levanta",
        max_length=500,
        widget=forms.TextInput,
        error_messages={"required": "Escriba por qué se levanta el bloqueo."},
    )
