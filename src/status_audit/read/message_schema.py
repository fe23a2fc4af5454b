"""Reads the schemas of messages: Protocol Buffers, Thrift, GraphQL, Avro in JSON and in its own language."""

from __future__ import annotations

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.contents import head_text

KIND = "message-schema"
WRITTEN = (".proto", ".thrift", ".graphql", ".graphqls", ".gql", ".avdl")
AVRO = ".avsc"
SIGN = pattern_of(r'"type"\s*:\s*"(?:record|enum|error|array|map|fixed)"|\A\s*[\["]')


def accepts(path: str, head: bytes) -> bool:
    """By its extension; Avro by its own keys as well, for others use the ending too."""
    name = path.lower()
    return name.endswith(WRITTEN) or (name.endswith(AVRO) and bool(SIGN.search(head_text(head))))


def read(source: Source) -> Reading:
    """A container per message, record or type; a property per field of it, its choices from the enumerations."""
    if source.path.lower().endswith(AVRO):
        from status_audit.read.message_avro import read_avro

        return read_avro(source)
    from status_audit.read.message_written import read_written

    return read_written(source)
