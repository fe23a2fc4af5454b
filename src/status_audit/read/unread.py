"""Files known to hold schemas, forms or queries that no reader takes yet: never passed over in silence."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache

from status_audit.model import Gap, Location

EXPORT_SQL = "Export the schema as SQL (CREATE statements, no rows) and name that file as a target."
EXPORT_CSV = "Save the definitions as a CSV with the columns form, field_name, label, options, language."


@dataclass(frozen=True, slots=True)
class Unread:
    """One kind of file: recognised by its extension alone, or by its extension and what stands in its first bytes."""

    what: str
    extensions: tuple[str, ...]
    remedy: str
    content: str = ""
    """A regular expression over the first bytes; empty where the extension says it all."""
    kind: str = "unsupported"


CODE = tuple(
    f".{each}"
    for each in (
        *(
            "py",
            "rb",
            "php",
            "phtml",
            "inc",
            "js",
            "mjs",
            "cjs",
            "ts",
            "jsx",
            "tsx",
            "vue",
            "svelte",
            "java",
            "kt",
            "scala",
        ),
        *("groovy", "cs", "vb", "go", "rs", "ex", "pl", "pm", "cfm", "cfc", "r", "ps1", "sh", "bas", "vba"),
    )
)
IN_CODE = "SQL inside program code"
SQL_IN_CODE = (
    r"""["'`]\s*(?:SELECT\s[^;"']{1,800}?\sFROM\s+[\w."\[]|INSERT\s+INTO\s+\w|UPDATE\s+[\w.]+\s+SET\s|DELETE\s+FROM\s+\w"""
    r"""|MERGE\s+INTO\s|CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP\w*\s+)?(?:TABLE|VIEW|MATERIALIZED)\s|ALTER\s+TABLE\s+\w)"""
)

BY_EXTENSION = (
    Unread("an old Word document (perhaps a form)", (".doc",), "Save it as .docx."),
    Unread(
        "an XML schema", (".xsd",), "List its elements in a data dictionary (CSV: table, column, type, description)."
    ),
    Unread("an Avro schema", (".avsc",), "List its fields in a data dictionary (CSV)."),
    Unread("a message definition in FlatBuffers or Cap'n Proto", (".fbs", ".capnp"), "List its fields in a CSV."),
    Unread("an Access database", (".mdb", ".accdb"), "Export table definitions and queries as SQL, forms as CSV."),
    Unread("a database backup", (".bak", ".dmp", ".fbk", ".mdf", ".ibd", ".frm"), EXPORT_SQL),
    Unread(
        "a packaged database schema", (".dacpac", ".bacpac"), "Unpack it and audit its model.sql, or script the schema."
    ),
    Unread(
        "a table file", (".parquet", ".orc", ".avro", ".dbf", ".sav", ".sas7bdat", ".dta"), "List its columns in a CSV."
    ),
    Unread("a database file of an unknown kind, or an encrypted one", (".db",), EXPORT_SQL),
    Unread("a DuckDB database", (".duckdb", ".ddb"), EXPORT_SQL),
    Unread("a report or dashboard", (".pbix", ".pbit", ".rpt", ".twbx", ".qvw", ".qvf"), "Export its queries as SQL."),
    Unread(
        "a report definition",
        (".rdl", ".rdlc", ".jrxml", ".twb", ".dtsx", ".ktr", ".kjb", ".hpl"),
        "Copy its queries into .sql files.",
    ),
    Unread("an electronic form", (".xdp", ".xsn", ".fdf", ".xfdf", ".jff"), EXPORT_CSV),
    Unread("an archive", (".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst"), "Unpack it."),
)

BY_CONTENT = (
    Unread(
        "a PostgreSQL archive",
        (".dump", ".backup", ".pgdump", ""),
        "Run `pg_restore --schema-only -f schema.sql`.",
        r"\APGDMP",
    ),
    Unread("a compressed archive", (".dump", ".backup", ""), "Unpack it.", r"\A(?:PK\x03\x04|\x1f\x8b|7z\xbc\xaf|BZh)"),
    Unread(
        "a database schema in PHP",
        (".php", ".inc"),
        EXPORT_SQL,
        r"\bSchema::(?:create|table)\(|@ORM\\Entity|#\[ORM\\|extends\s+(?:Eloquent|Model)\b",
    ),
    Unread(
        "a database schema in .NET",
        (".cs", ".vb"),
        EXPORT_SQL,
        r"\bmigrationBuilder\.|:\s*\w*DbContext\b|\bDbSet<|\[Table\(|Inherits\s+DbContext|\bModelBuilder\b"
        r"|\[(?:Column|Key|ForeignKey|InverseProperty|BsonElement)\b|\bEntityTypeConfiguration<"
        r"|(?m:^\s*namespace\s+[\w.]*\b(?:Entities|Entity|Models?|Domain|DataModel|Dtos?|Contracts)\b)"
        r"[\s\S]{0,60000}?\{\s*get;\s*(?:private\s+|protected\s+)?(?:set|init);",
    ),
    Unread(
        "a form in a script",
        (".jsx", ".tsx", ".js", ".ts"),
        EXPORT_CSV,
        r"<(?:input|select|textarea|Field|TextField|Select|Input|Checkbox|RadioGroup|Form\.\w+)\b[^>]{0,400}\bname=",
    ),
    Unread(
        "a form in a component",
        (".vue", ".svelte"),
        EXPORT_CSV,
        r"<(?:input|select|textarea|v-text-field|v-select|el-input|b-form-\w+)\b",
    ),
    Unread(
        "a form in program code",
        (".php", ".phtml", ".inc", ".java", ".py", ".pl", ".pm", ".cfm", ".cfc"),
        EXPORT_CSV,
        r"<(?:input|select|textarea|cfinput|cfselect)\b",
    ),
    Unread(
        "a form of Salesforce or a metadata file",
        (".object", ".field-meta.xml"),
        "List its fields in a CSV.",
        r"<CustomField|<CustomObject",
    ),
    Unread(
        "an XML form",
        (".xml", ".xhtml", ".xform"),
        EXPORT_CSV,
        r"http://www\.w3\.org/2002/xforms|<xforms:|<h:html|<xfa|<form[\s>]|<formSchema|<viewentry",
    ),
    Unread(
        "a schema in XML",
        (".xml", ".hbm"),
        EXPORT_SQL,
        r"<hibernate-mapping|<xs:schema|<xsd:schema|<(?:table|entity|column|field)\s+name=|<mapper\s+namespace=",
    ),
    Unread(
        "models of dbt",
        (".yaml", ".yml"),
        "Run `dbt compile` and audit target/compiled.",
        r"(?m)^(?:models|sources|snapshots|seeds)\s*:\s*$[\s\S]{0,4000}?^\s+-?\s*name\s*:",
    ),
    Unread(
        "a form of Drupal or another form builder",
        (".yaml", ".yml"),
        EXPORT_CSV,
        r"(?m)^\s*['\"]?#(?:type|title)['\"]?\s*:|^fields\s*:[\s\S]{0,2000}?^\s+-?\s*label\s*:",
    ),
    Unread(
        "a form definition in JSON",
        (".json",),
        EXPORT_CSV,
        r'"resourceType"\s*:\s*"Questionnaire"|"components"\s*:\s*\[[\s\S]{0,4000}?"key"\s*:|"(?:pages|elements)"\s*:\s*\[[\s\S]{0,4000}?"type"\s*:\s*"(?:text|radiogroup|dropdown|checkbox|comment|panel)"|"(?:questions|form_fields|formFields)"\s*:\s*\[',
    ),
    Unread("a compiled project of dbt", (".json",), "Audit target/compiled instead.", r'"dbt_schema_version"'),
    Unread("a table of a spreadsheet form (XLSForm)", (".csv",), EXPORT_CSV, r"\A[^\n]*\blist[_ ]name\b[^\n]*\blabel"),
    Unread(
        "a notebook with queries",
        (".ipynb",),
        "Copy its queries into .sql files.",
        r'"%%?sql|(?i:\bselect\s[^"]{1,400}\sfrom\s)',
    ),
    Unread(
        IN_CODE,
        CODE,
        "Copy the statements into .sql files, or audit the database's query history.",
        f"(?i:{SQL_IN_CODE})",
    ),
    Unread(
        "SQL inside configuration",
        (".xml", ".yaml", ".yml", ".json", ".toml", ".properties"),
        "Copy the statements into .sql files.",
        r"(?i:\bselect\s[^;<]{1,400}?\sfrom\s+[\w.]+\s+(?:where|join|inner|left|order|group)\b|\binsert\s+into\s+\w[\w.]*\s*\(|\bcreate\s+table\s+\w[\w.]*\s*\()",
    ),
)


def recognised(path: str, head: bytes) -> Unread | None:
    """What a file that no reader takes is known to be; None for a file of no interest."""
    name = path.rpartition("/")[2].lower()
    if name.startswith("~$") or name == "thumbs.db":
        return None  # what an office program or a file manager leaves beside the documents
    extension = os.path.splitext(name)[1]
    if known := _extensions().get(extension):
        return known
    return next((each for each in _contents().get(extension, ()) if _expression(each.content).search(head)), None)


def gap_for(path: str, known: Unread) -> Gap:
    return Gap(known.kind, Location(path, ""), f"{known.what} is recognised but not read yet.", known.remedy)


@cache
def _extensions() -> dict[str, Unread]:
    return {extension: each for each in BY_EXTENSION for extension in each.extensions}


@cache
def _contents() -> dict[str, tuple[Unread, ...]]:
    found: dict[str, tuple[Unread, ...]] = {}
    for each in BY_CONTENT:
        for extension in each.extensions:
            found[extension] = (*found.get(extension, ()), each)
    return found


@cache
def _expression(content: str) -> re.Pattern[bytes]:
    return re.compile(content.encode("latin-1"))
