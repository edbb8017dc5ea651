"""What the tests of several pages share."""

import pytest

from programas.models import Ejercicio
from tests.oraculo import Oraculo, build_oraculo


@pytest.fixture
def oraculo(ejercicio: Ejercicio) -> Oraculo:
    return build_oraculo(ejercicio)
