"""Reads an XFA template in a file of its own, as the one inside a PDF."""

from __future__ import annotations

from status_audit.model import Label
from status_audit.read.form_definition.form import Form, Question
from status_audit.read.pdf.xfa import templated
from status_audit.read.xml_tree import Node


def read(form: Form, root: Node) -> None:
    form.begin("", "", root.line)
    for each in templated(root):
        form.ask(
            Question(each.name, tuple(Label(text, each.language) for text in each.texts), each.datatype, each.options)
        )
