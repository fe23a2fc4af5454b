"""Decides from a header row alone whether a table of text is a dictionary of fields, and which column says what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from status_audit.patterns import pattern_of


def _spellings(*lines: str) -> frozenset[str]:
    return frozenset(each for line in lines for each in line.split("|"))


TABLE = _spellings(
    "table|table name|tbl|tbl name|tablename|physical table|physical table name|source table|db table",
    "database table|table or view|table view|view name|relation name|entity name|dataset name|collection name",
    "parent table",
    "nombre de la tabla|nombre de tabla|nom de la table|nome da tabela|tabellenname|tabla|tabela|tabelle",
)
TABLE_WEAK = _spellings(
    "entity|object|object name|dataset|view|relation|class|class name|model|model name|collection|file|file name",
    "entidad|entidade|entité|dataset name|data set",
)
SCHEMA = _spellings(
    "schema|schema name|table schema|owner|table owner",
)
COLUMN = _spellings(
    "column|column name|columnname|col|col name|field name|fieldname|physical name|physical column name|column id",
    "attribute name|variable name|variable field name|data element|data element name|element name|property name",
    "field id|question id|variable id|question name|question code|field key|db column|source column",
    "technical name",
    "variable field name|nombre del campo|nombre de campo|nombre de la columna|nombre de la variable",
    "nombre del atributo",
    "nom du champ|nom de la colonne|nom de la variable|nome do campo|nome da coluna|nome da variável|nome do atributo",
    "feldname|spaltenname|attributname|variablenname|tên trường|字段名|欄位名稱|字段名称|اسم الحقل",
)
COLUMN_WEAK = _spellings(
    "field|attribute|variable|element|property|name|item|item name|key|code|id|parameter",
    "campo|columna|coluna|atributo|champ|colonne|attribut|feld|spalte|elemento|élément|propiedad",
)
FAIR = _spellings(
    "field|attribute|variable|element|campo|columna|coluna|atributo|champ|colonne|attribut|feld|spalte",
)
"""Of the weak ones those that head nothing but names of fields."""
TYPE = _spellings(
    "data type|datatype|column type|field type|sql type|db type|physical type|variable type|attribute type",
    "type name|element type|data type length|udt name|question type|answer type|response type|control type",
    "input type",
)
TYPE_WEAK = _spellings(
    "type|format|kind",
    "tipo|tipo de dato|tipo de datos|tipo de dado|tipo de campo|type de données|type de champ|datentyp|typ|formato",
)
DESCRIPTION = _spellings(
    "description|desc|definition|comment|comments|column description|field description|column comment|remarks",
    "meaning|business definition|business description|explanation|attribute definition|element definition",
    "long description|attribute description|variable description|purpose|notes|note|field note|details",
    "column definition|documentation",
    "cdisc notes|descripción|descripcion|descrição|descricao|définition|definición|definicion|definição|beschreibung",
    "commentaire|commentaires|comentario|comentarios|observaciones|observações|mô tả|说明|描述|الوصف",
)
VALUES = _spellings(
    "values|allowed values|valid values|permitted values|permissible values|possible values|accepted values",
    "options|option list|choices|choice list|codes|code list|codelist|code values|valid codes|domain",
    "domain values|enumeration|enumerations|enum|enum values|value list|list of values|lov|lookup values",
    "answer options|answers|answer choices|response options|responses|categories|coding|value labels|field values",
    "values allowed|range of values|picklist|picklist values|choices calculations or slider labels",
    "constraint values|check values",
    "controlled terms codelist or format|controlled terms|codelist code|choices or calculations|select choices",
    "valores|valores permitidos|valores posibles|opciones|valores possíveis|opções|valeurs|valeurs possibles|werte",
    "wertebereich|dominio|domínio|modalités|catálogo",
)
FORM = _spellings(
    "form|form name|form title|form id|instrument|instrument name|questionnaire|survey|survey name|survey title",
    "screen|screen name",
)
LABEL = _spellings(
    "label|field label|question|question text|questions|prompt|caption|display name|display label|display text",
    "wording|label text|item text|question label|question wording|column label|screen label|variable label",
    "field caption|text of question|logical name",
    "dataset label|etiqueta|pregunta|texto de la pregunta|pergunta|rótulo|libellé|intitulé|frage|bezeichnung",
)
LANGUAGE = _spellings(
    "language|lang|locale|language code",
)
ROWS_OF_DATA = _spellings(
    "value|old value|new value|response|answer|record id|respondent|respondent id|participant id|patient id",
    "case id|client id|person id|user id|student id|subject id|first name|last name|surname|full name|email",
    "e mail|phone|date of birth|dob|ssn|response id|submission id|submitted at|timestamp|answered at|changed by",
    "changed at|changed on|modified by",
)
"""Headers of tables that hold what people answered: such a table is never read."""
SHEET_OF_A_FORM = _spellings(
    "hint|relevant|required|constraint|appearance|calculation|constraint message|choice filter",
)
SECTION = _spellings("section header|section|section name|section title|sección|seção|rubrique|abschnitt")
"""Headings of headings: a short label is understood by them."""
LABEL_IN = pattern_of(r"label::?\s*(?P<language>[^()]+?)?\s*(?:\((?P<tag>[A-Za-z][\w-]*)\))?\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """Where each thing stands in a row: 0-based cell numbers."""

    roles: tuple[tuple[str, int], ...]
    labels: tuple[tuple[int, str], ...]
    """(cell, language) of every label column; the language is empty where the header names none."""
    form: bool
    """True where the rows are questions of forms, False where they are columns of tables."""

    def at(self, role: str) -> int:
        """The cell of a role, or -1."""
        return next((cell for name, cell in self.roles if name == role), -1)


def header_of(cells: Sequence[str]) -> Header | None:
    """The header in a row of cells, or None where the row is not the header of a dictionary."""
    names = [spelled(each) for each in cells]
    if len(set(names) - {""}) < 2 or ROWS_OF_DATA & set(names):
        return None
    labels = _labels(cells, names)
    roles = _roles(names)
    if not _suffices(roles, labels, set(names)):
        return None
    kinds = dict(roles)
    form = "table" not in kinds and ("form" in kinds or (bool(labels) and "schema" not in kinds))
    return Header(tuple((name.removesuffix("?"), cell) for name, cell in roles), labels, form)


def spelled(cell: str) -> str:
    """`TABLE_NAME`, `tableName` and ` Table-Name (physical)` are all `table name`."""
    text = re.sub(r"\(e?s\)", "s", cell)
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text.strip().strip("\ufeff\"'"))
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", text)).casefold()


def _roles(names: Sequence[str]) -> list[tuple[str, int]]:
    """(role, cell), each role once, the sure spelling before the weak one, which is marked `?`."""
    wanted = (
        ("table", TABLE, TABLE_WEAK),
        ("column", COLUMN, COLUMN_WEAK),
        ("type", TYPE, TYPE_WEAK),
        ("description", DESCRIPTION, frozenset[str]()),
        ("values", VALUES, frozenset[str]()),
        ("form", FORM, frozenset[str]()),
        ("language", LANGUAGE, frozenset[str]()),
        ("schema", SCHEMA, frozenset[str]()),
        ("section", SECTION, frozenset[str]()),
    )
    roles = []
    for role, sure, weak in wanted:
        for mark, words in (("", sure), ("?", weak)):
            cells = [at for at, name in enumerate(names) if name in words]
            cell = min(cells, key=lambda at: names[at] == "element", default=-1)  # has attributes where they stand by
            if cell >= 0:
                roles.append((role + mark, cell))
                break
    return roles


def _labels(cells: Sequence[str], names: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """`label`, `Question text`, `label::Español (es)`: every column with wording, and its language."""
    plain = [(at, "") for at, name in enumerate(names) if name in LABEL]
    tagged = []
    for at, cell in enumerate(cells):
        match = LABEL_IN.match(cell.strip()) if ":" in cell else None
        if match:
            tagged.append((at, (match["tag"] or match["language"] or "").strip().lower().replace("_", "-")))
    return (*plain[:1], *tagged)


def _suffices(roles: Sequence[tuple[str, int]], labels: Sequence[tuple[int, str]], names: set[str]) -> bool:
    """Sure enough that the rows define fields and are not what somebody filled in."""
    held = {name for name, _ in roles}
    column, any_column = "column" in held, bool({"column", "column?"} & held)
    details = len({"type", "type?", "description", "values"} & held) + bool(labels)
    if "table" in held and any_column:
        return column or details > 0
    if "form" in held and (labels or column):
        return bool(any_column or details or len(held) > 1)
    if column or (FAIR & names and details > 1):
        return details > 0
    if "table?" in held and any_column:
        return "type" in held and details > 1
    if labels and "values" in held:
        return True
    return bool(
        any_column and labels and "type?" in held and (SHEET_OF_A_FORM & names or any(each for _, each in labels))
    )
