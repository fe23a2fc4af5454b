"""The builders whose form definitions are read, and the sign by which each is known in a file's first bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

JSON = (".json", ".qsf", ".form")
YAML = (".yml", ".yaml")
SIGN = 65536
"""Characters in which the sign must stand."""
LISTS = (
    r'"(?:questions|fields|form_?fields|formFields|items?|attributes|Attributes|records|result|elements|controls'
    r'|inputs)"'
)
WORDED = (
    r'"(?:label|title|question(?:_?[tT]ext)?|text|prompt|caption|displayName|display_name|DisplayName|column_label)"'
)
TYPED = (
    r'"(?:type|field_?type|fieldType|datatype|dataType|AttributeType|internal_type|inputType|question_type|options'
    r'|choices)"'
)
NEAR = r"[\s\S]{0,3000}?"


@dataclass(frozen=True, slots=True)
class Builder:
    """One kind of definition."""

    name: str
    extensions: tuple[str, ...]
    sign: str
    """A regular expression."""
    read: str = ""
    """`module.function` of this package; empty where the file is several documents and is read as text."""


BUILDERS = (
    Builder("FHIR Questionnaire", JSON, r'"resourceType"\s*:\s*"Questionnaire"', "fhir.read"),
    Builder("Qualtrics", JSON, r'"SurveyEntry"\s*:|"SurveyElements"\s*:', "surveys.qualtrics"),
    Builder("Google Forms", JSON, r'"question(?:Group)?Item"\s*:', "surveys.google"),
    Builder("CiviForm", JSON, r'"questionText"\s*:\s*\{', "surveys.civiform"),
    Builder(
        "Typeform",
        JSON,
        r'"type"\s*:\s*"(?:short_text|long_text|multiple_choice|yes_no|opinion_scale|picture_choice)"',
        "surveys.typeform",
    ),
    Builder(
        "Form.io",
        JSON,
        r'"components"\s*:\s*\[\s*(?:\]|\{[\s\S]*?"(?:key|components|columns)"\s*:)',
        "formio.read",
    ),
    Builder(
        "SurveyJS",
        JSON,
        r'"pages"\s*:\s*\[\s*\{[\s\S]{0,4000}?"elements"\s*:\s*\['
        r'|"(?:elements|questions)"\s*:\s*\[\s*\{[^{}\[\]]*"type"\s*:\s*"(?:text|comment|radiogroup|dropdown|checkbox'
        r'|boolean|rating|panel|matrix\w*|multipletext|paneldynamic|html|tagbox)"',
        "surveyjs.read",
    ),
    Builder(
        "a list of questions",
        JSON,
        rf"(?:{LISTS}\s*:|\A\s*)\s*\[\s*\{{(?={NEAR}{WORDED}\s*:)(?={NEAR}{TYPED}\s*:)",
        "listed.read",
    ),
    Builder(
        "Docassemble",
        YAML,
        r"(?m)^(?:question|subquestion)\s*:[\s\S]{0,8000}?"
        r"^(?:fields|yesno|noyes|yesnomaybe|field|choices|buttons|signature|continue button field)\s*:",
    ),
    Builder(
        "Drupal",
        YAML,
        r"(?m)^\s*['\"]?#(?:type|title)['\"]?\s*:|^field_name\s*:[\s\S]{0,2000}?^entity_type\s*:",
        "drupal.read",
    ),
    Builder(
        "a list of questions",
        YAML,
        r"(?m)^\s*(?:fields|questions|form_fields|elements|items|inputs)\s*:\s*\n\s*-\s"
        r"[\s\S]{0,2000}?\b(?:label|title|question|prompt)\s*:",
        "listed.read",
    ),
)


def builder_of(path: str, head: str) -> Builder | None:
    suffix = PurePosixPath(path.lower()).suffix
    return next((each for each in BUILDERS if suffix in each.extensions and _sign(each.sign).search(head)), None)


@cache
def _sign(sign: str) -> re.Pattern[str]:
    return re.compile(sign)
