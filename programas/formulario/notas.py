"""The notes of the official form, word for word; the year of the ejercicio stands where the form prints its own.

Source: form of «Etapa 3», PMG Gestión Territorial 2009, sheets III.1 to III.4.
"""

NOTAS: dict[str, dict[int, str]] = {
    "III.1": {
        1: (
            "Región: identificar responsable regional (seremi o dirección regional) que compromete el "
            "programa de mejoras en el diseño, acceso y distribución."
        ),
        2: (
            "El objetivo específico es el mismo que se planteó en la etapa 2, esta columna debe guardar "
            "coherencia con las columnas planteadas en la etapa 2."
        ),
        3: "Señalar el indicador que se determinó para este objetivo en la etapa 2.",
        4: (
            "Registrar el resultado anual del indicador al terminar el ejercicio {anio}. El resultado se "
            "analiza e interpreta en la etapa 4."
        ),
        5: (
            "Indicar la meta anual del objetivo en el caso que el objetivo específico sea plurianual. En "
            "el caso de que no lo sea se puede obviar este dato y solo llenar las actividades "
            "correspondientes para cumplir con el objetivo. En el caso que se opte por llenar las "
            "actividades, se debe recordar que se exigen al menos dos actividades para cumplir con un "
            "objetivo."
        ),
        6: (
            "Unidad Responsable: Al identificar la unidad responsable el servicio puede optar por "
            "mantener la misma unidad que identificó en el objetivo o meta, o identificarla por actividad "
            "según sean sus requerimientos de control interno."
        ),
        7: (
            "Medio de verificación: si el servicio opta por trabajar con metas anuales se recomienda "
            "identificar sólo el medio de verificación de la meta y obviar el de las actividades a fin de "
            "reducir el número de medios de verificación. En caso contrario, debe identificar el medio de "
            "verificación de cada actividad."
        ),
        8: (
            "Ponderación. Si el servicio trabaja con metas anuales se recomienda ponderar cada meta, el "
            "total de las ponderaciones de las metas debe sumar 100%. Si el servicio opta por ponderar "
            "actividades, se ponderan todas las actividades del programa de trabajo de manera uniforme, "
            "el total de actividades debe sumar 100%."
        ),
        9: (
            'Colocar "si" si cumple con la actividad en un 100% y "no" en el caso de que no se cumpla '
            "o se cumpla parcialmente. Cada actividad (o meta) debe cumplirse completamente para poder "
            "ser ponderada, resultados parciales son considerados no cumplidos."
        ),
        10: (
            'En el caso de que la actividad o meta "si cumpla" agregar la ponderación correspondiente a '
            "esa actividad o meta."
        ),
        11: (
            "Sumar el total de ponderaciones de las actividades o metas cumplidas. El servicio debe "
            "cumplir el 90% de las metas o actividades para validar el programa de trabajo "
            "correspondiente."
        ),
        12: (
            "Anotar el resultado final que obtiene el servicio en el ejercicio {anio}. El servicio "
            '"CUMPLE" cuando en cada región en la que compromete el programa de trabajo, el resultado '
            "anual es igual o mayor a 90% de las actividades o metas comprometidas cumplidas. El servicio "
            '"NO CUMPLE" cuando en alguna región el resultado es inferior a 90%. Dado que este es un '
            "resultado nacional, ubicar este resultado al final de la presentación de los programas de "
            "trabajo de las regiones."
        ),
    },
    "III.2": {
        1: (
            "Identificar responsable del servicio en la región (por ejemplo: seremi o dirección regional) "
            "que compromete el programa de trabajo."
        ),
        2: "Señalar la instancia de complementariedad en la cual se están comprometiendo el programa.",
        3: (
            "Identificar el problema territorial que el año {anio} constituirá la principal preocupación "
            "a resolver por el conjunto de las instituciones que participan en la instancia."
        ),
        4: (
            "Identificar el territorio o territorios de la región que se han delimitado como área de "
            "acción de la instancia"
        ),
        5: "Identificar las instituciones participantes de la instancia de complementariedad territorial",
        6: "Productos del gobierno regional comprometidos en la instancia",
        7: "Objetivo específicos del programa de trabajo a comprometer.",
        8: (
            "Indicador que exprese el resultado anual esperado de cada objetivo específico. Se mide sólo "
            "al término del ejercicio anual."
        ),
        9: "Ídem nota 4, actividad III.1.",
        10: "Ídem nota 5, actividad III.1",
        11: "Ídem nota 6, actividad III.1",
        12: "Ídem nota 7, actividad III.1",
        13: "Ídem nota 8, actividad III.1",
        14: "Ídem nota 9, actividad III.1",
        15: "Ídem nota 10, actividad III.1",
        16: "Idem nota 11, actividad III.1",
        17: "Idem nota 12, actividad III.1",
    },
    "III.3": {
        1: (
            "Identificar responsable regional (seremi o dirección regional) que compromete el programa de "
            "provisión de información de interés regional al gobierno regional. La provisión regular de "
            'información de "interés regional" a los gobiernos regionales se origina a partir de un '
            'acuerdo con el Gobierno Regional o por una instrucción del Intendente. Se considera "de '
            'interés regional" la información señalada en la actividad I.3.1.'
        ),
        2: ("Los objetivos específicos, en este caso, están señalados en la misma columna. Ver nota 11, 12 y 13."),
        3: "Indicador que exprese el resultado o cumplimiento del objetivo",
        4: "Ídem nota 4, actividad III.1",
        5: (
            "Corresponde a las actividades que permitan cumplir con los objetivos específicos indicados "
            "en la columna anterior. Ver nota 11, 12 y 13"
        ),
        6: "Ídem nota 6, actividad III.1",
        7: "Ídem nota 7, actividad III.1",
        8: "Ídem nota 8, actividad III.1",
        9: "Ídem nota 9, actividad III.1",
        10: "Ídem nota 10, actividad III.1",
        11: (
            "Incluye actividades orientadas a informar al GORE sobre la oferta de información "
            "institucional desagregada territorialmente que el servicio está en condiciones de proveer."
        ),
        12: (
            "Incluye las actividades de provisión de información al GORE de acuerdo a procedimiento "
            "definido para establecer su formato, contenido y periodicidad"
        ),
        13: (
            "Otros objetivos institucionales que la institución haya programado implementar en regiones, "
            "relacionados con la provisión de información desagregada territorialmente a las jefaturas "
            "regionales, o a sus clientes usuarios o beneficiarios, o a los gobiernos regionales."
        ),
        14: "Ídem nota 11, actividad III.1",
        15: "Ídem nota 12, actividad III.1",
    },
    "III.4": {
        1: "Responsable regional (por ejemplo: seremi o dirección regional)",
        2: (
            "Describir el avance logrado a la fecha de medición, indicando especialmente situaciones que "
            "pueden ser adversas o problemáticas para la implementación exitosa, a fin de ofrecer "
            "recomendaciones en columna 3."
        ),
        3: (
            "Describir el avance en la implementación de las medidas de la autoridad que acompañan las "
            "mejoras, así como las medidas de mitigación del efecto de las variables externas "
            "identificadas en la etapa 2. Registrar, especialmente, aquellas que aún no se han cumplido, "
            "a fin de ofrecer recomendaciones en la columna 3."
        ),
        4: "Recomendaciones y compromisos a fin de superar dificultades, si existen.",
        5: "Señalar el responsable de implementar las recomendaciones y compromisos identificados.",
    },
}
