"""Source -> Reading, one file per kind of source; this table is the only place that knows them all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Protocol, cast

from status_audit.model import Reading, Source


class Reader(Protocol):
    """What a reader's module offers. Nothing heavy is imported before `read` runs."""

    KIND: str

    def accepts(self, path: str, head: bytes) -> bool:
        """Whether this file is of its kind; `head` is its first bytes, at most `contents.HEAD` of them."""

    def read(self, source: Source) -> Reading:
        """All that the source yields. Bad input becomes a Gap; nothing is raised for it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One reader as the table and the README show it."""

    kind: str
    module: str
    summary: str
    extensions: tuple[str, ...]


TABLE = (
    Row(
        "sqlite",
        "status_audit.read.sqlite_file",
        "SQLite database files, opened read-only; only the catalogue is read, never a row",
        (".db", ".sqlite", ".sqlite3", ".gpkg"),
    ),
    Row(
        "pdf",
        "status_audit.read.pdf",
        "PDF forms: AcroForm fields, XFA templates, else the questions on the page; a scanned page is a gap",
        (".pdf",),
    ),
    Row(
        "word",
        "status_audit.read.word_form",
        "Word forms, OpenDocument and RTF: content controls, legacy fields, tables with blanks, lists of check boxes",
        (".docx", ".docm", ".dotx", ".odt", ".ott", ".rtf"),
    ),
    Row(
        "spreadsheet",
        "status_audit.read.spreadsheet",
        "Workbooks: XLSForm in all its languages, data dictionaries, templates for imports (their headings only)",
        (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"),
    ),
    Row(
        "dictionary",
        "status_audit.read.dictionary",
        "Data and form dictionaries: tables whose header names table, column, type … or form, field, label …",
        (".csv", ".tsv"),
    ),
    Row(
        "liquibase",
        "status_audit.read.code_schema.liquibase",
        "Liquibase change logs in XML, YAML and JSON, replayed in order",
        (".xml", ".yaml", ".json"),
    ),
    Row(
        "json-schema",
        "status_audit.read.json_schema",
        "JSON Schema documents and the schemas of OpenAPI descriptions",
        (".json",),
    ),
    Row(
        "dbt",
        "status_audit.read.dbt_properties",
        "Properties of dbt projects: sources, seeds, stored models, grants and exposures",
        (".yml", ".yaml"),
    ),
    Row(
        "yaml-schema",
        "status_audit.read.yaml_schema",
        "OpenAPI descriptions and JSON Schema in YAML",
        (".yaml", ".yml"),
    ),
    Row(
        "message-schema",
        "status_audit.read.message_schema",
        "Schemas of messages: Protocol Buffers, Thrift, GraphQL, Avro",
        (".proto", ".thrift", ".graphql", ".avsc", ".avdl"),
    ),
    Row(
        "import-template",
        "status_audit.read.spreadsheet.template_csv",
        "Templates for imports: a CSV that is nothing but its headings",
        (".csv", ".tsv"),
    ),
    Row(
        "form-definition",
        "status_audit.read.form_definition",
        "Forms of Form.io, SurveyJS, FHIR, Qualtrics, Typeform, Google, CiviForm, Docassemble, Drupal and the like",
        (".json", ".yaml", ".yml", ".qsf"),
    ),
    Row(
        "rails",
        "status_audit.read.code_schema.rails",
        "Rails: db/schema.rb and migrations, replayed in order",
        (".rb",),
    ),
    Row(
        "python",
        "status_audit.read.code_schema.python_file",
        "Python: models, forms and migrations of Django, SQLAlchemy, Alembic, WTForms, pydantic, Odoo",
        (".py",),
    ),
    Row(
        "prisma",
        "status_audit.read.code_schema.prisma",
        "Prisma schemas: models, enumerations, relations",
        (".prisma",),
    ),
    Row(
        "xml-form",
        "status_audit.read.form_definition.in_xml",
        "XForms (ODK, Orbeon), XFA, XML schemas (NIEM), WSDL, entity models of .NET, metadata of "
        "Salesforce, Dataverse, CiviCRM, ServiceNow",
        (".xml", ".xhtml", ".xsd", ".xdp", ".object", ".wsdl", ".edmx", ".csdl", ".dbml"),
    ),
    Row(
        "script-schema",
        "status_audit.read.code_schema.script_schema",
        "Schemas in JavaScript and TypeScript: Mongoose, Sequelize, Knex, Drizzle, TypeORM",
        (".js", ".ts"),
    ),
    Row(
        "jpa",
        "status_audit.read.code_schema.jpa",
        "Entities of JPA, Hibernate and Spring Data in Java, Kotlin, Groovy",
        (".java", ".kt", ".groovy"),
    ),
    Row(
        "sql",
        "status_audit.read.sql_file",
        "SQL in any of its dialects: schemas, migrations, dumps, views, routines, queries",
        (".sql", ".ddl"),
    ),
    Row(
        "i18n",
        "status_audit.read.i18n.i18n_file",
        "Translations, each language a form: Rails YAML, gettext, properties, JSON, CSV, resx, XLIFF, web2py, PHP, JS",
        (".yml", ".po", ".properties", ".json", ".csv", ".resx", ".xlf"),
    ),
    Row(
        "template",
        "status_audit.read.template.template_file",
        "Templates whose calls make the controls: ERB, HAML, Slim, Pug, Django, Jinja, Twig, Blade, Razor, JSP, JSF, "
        "Thymeleaf, FreeMarker, web forms, PHP builders",
        (".erb", ".haml", ".slim", ".pug", ".html", ".twig", ".cshtml", ".razor", ".jsp", ".ftl", ".aspx", ".php"),
    ),
    Row(
        "html",
        "status_audit.read.html_form",
        "HTML forms, also inside templates and components of Vue, Svelte and Angular",
        (".html", ".htm", ".xhtml", ".jsf", ".vue", ".svelte", ".hbs", ".ejs", ".gsp", ".cfm"),
    ),
    Row(
        "js-form",
        "status_audit.read.form_definition.in_js",
        "JSON Schema with its ui schema, Form.io and SurveyJS inside JavaScript and TypeScript modules",
        (".js", ".ts", ".jsx", ".tsx"),
    ),
    Row(
        "jsx",
        "status_audit.read.template.jsx",
        "Forms in JSX and TSX: controls and components by name, label and choices",
        (".jsx", ".tsx", ".js"),
    ),
    Row(
        "code-sql",
        "status_audit.read.code_sql",
        "SQL in the literals of programs; what is put together when they run is a gap",
        (".rb", ".py", ".php", ".js", ".ts", ".java", ".kt", ".scala", ".groovy", ".cs", ".go"),
    ),
)
"""In the order they are asked: the surest sign (a file's first bytes) before the weakest (its extension)."""

LAST = "code-sql"
"""The reader that is asked when no other takes a file: any program may be a form or a translation first."""


def readers() -> tuple[tuple[str, str], ...]:
    """(kind, module) of every reader, in the order they are asked."""
    return tuple((row.kind, row.module) for row in TABLE)


@cache
def reader_named(kind: str) -> Reader:
    """The reader of a `Source.kind`. Raises KeyError for a kind that is not in the table."""
    return cast("Reader", import_module(dict(readers())[kind]))


def reader_for(path: str, head: bytes) -> Reader | None:
    """The first reader that accepts the file, or None.

    Those of its extension are asked first: the others need not even be imported where one of them takes it.
    """
    extension = path[path.rfind(".") :].lower()
    likely = [row.kind for row in TABLE if extension in row.extensions and row.kind != LAST]
    others = (row.kind for row in TABLE if row.kind not in likely)
    return next((each for each in map(reader_named, chain(likely, others)) if each.accepts(path, head)), None)


def descriptions() -> tuple[tuple[str, str, str], ...]:
    """(reader, files, what is read) for the README."""
    return tuple((row.kind, " ".join(row.extensions), row.summary) for row in TABLE)
