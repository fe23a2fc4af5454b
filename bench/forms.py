"""Seconds and questions per form: of forms made here, or of the files in a folder given as argument."""

from __future__ import annotations

import io
import json
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from status_audit.model import Field, Gap, Source
from status_audit.read import reader_for, reader_named
from status_audit.read.contents import HEAD

QUESTIONS = 500
ROUNDS = 5


def made(folder: Path) -> None:
    """One form per format, each with the same questions."""
    names = [f"question_{number}" for number in range(QUESTIONS)]
    fields = [{"type": "textfield", "key": name, "label": f"What is {name}?"} for name in names]
    (folder / "formio.json").write_text(json.dumps({"components": fields}, indent=1), encoding="utf-8")
    items = [{"linkId": name, "text": f"What is {name}?", "type": "string"} for name in names]
    questionnaire = {"resourceType": "Questionnaire", "item": items}
    (folder / "fhir.json").write_text(json.dumps(questionnaire, indent=1), encoding="utf-8")
    screens = "".join(f"---\nquestion: Screen {name}\nfields:\n  - What is it?: {name}\n" for name in names)
    (folder / "docassemble.yml").write_text(screens, encoding="utf-8")
    cells = "".join(f"<w:tr><w:tc>{_p(f'What is {name}?')}</w:tc><w:tc>{_p('')}</w:tc></w:tr>" for name in names)
    body = f'<w:document xmlns:w="w"><w:body><w:tbl>{cells}</w:tbl></w:body></w:document>'
    (folder / "table.docx").write_bytes(_packed({"word/document.xml": body}))
    rows = "".join(_row(number, ["text", name, f"What is {name}?"]) for number, name in enumerate(names, start=2))
    sheet = f"<worksheet><sheetData>{_row(1, ['type', 'name', 'label::English (en)'])}{rows}</sheetData></worksheet>"
    book = '<workbook xmlns:r="r"><sheets><sheet name="survey" r:id="a"/></sheets></workbook>'
    (folder / "xlsform.xlsx").write_bytes(_packed({"xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet}))
    controls = "".join(f'<input ref="/f/{name}"><label>What is {name}?</label></input>' for name in names)
    odk = f'<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="h"><h:body>{controls}</h:body></h:html>'
    (folder / "odk.xml").write_text(odk, encoding="utf-8")
    (folder / "acroform.pdf").write_bytes(_pdf(names))


def _p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _row(number: int, cells: list[str]) -> str:
    held = "".join(f'<c r="{chr(65 + at)}{number}" t="str"><v>{each}</v></c>' for at, each in enumerate(cells))
    return f'<row r="{number}">{held}</row>'


def _packed(parts: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def _pdf(names: list[str]) -> bytes:
    import pikepdf

    with pikepdf.new() as document:
        page = document.add_blank_page()
        fields = [
            document.make_indirect(
                pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=name, TU=f"What is {name}?", Subtype=pikepdf.Name.Widget)
            )
            for name in names
        ]
        page.obj.Annots = pikepdf.Array(fields)
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields))
        held = io.BytesIO()
        document.save(held)
        return held.getvalue()


def measure(folder: Path) -> None:
    print(f"{'reader':16} {'file':44} {'ms':>7} {'asked':>6} {'worded':>6} {'chosen':>6}  gaps")
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        path = file.relative_to(folder).as_posix()
        with file.open("rb") as stream:
            reader = reader_for(path, stream.read(HEAD))
        if reader is None:
            continue
        source = Source(path, reader.KIND, file=str(file))
        best, reading = float("inf"), reader_named(reader.KIND).read(source)
        for _ in range(ROUNDS):
            started = time.perf_counter()
            reading = reader.read(source)
            best = min(best, time.perf_counter() - started)
        fields = [each for each in reading.items if isinstance(each, Field)]
        worded, chosen = sum(bool(each.label) for each in fields), sum(bool(each.options) for each in fields)
        gaps = ",".join(sorted({each.kind for each in reading.items if isinstance(each, Gap)}))
        print(f"{reader.KIND:16} {path[-44:]:44} {best * 1000:7.1f} {len(fields):6} {worded:6} {chosen:6}  {gaps}")


def main() -> None:
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        made(Path(folder))
        measure(Path(folder))


if __name__ == "__main__":
    main()
