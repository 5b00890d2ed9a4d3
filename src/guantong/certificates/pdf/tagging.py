"""Puts the seal into the structure of a tagged PDF, so that who has it read aloud hears of it.

Source: ISO 14289-1 (PDF/UA-1) 7.18.4, every widget is in a Form; ISO 32000-1 14.7.4 (the tree that leads from it back).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def tag_field(writer: IncrementalPdfFileWriter, alternative: str) -> None:
    """Tag the only field of the form, in a PDF that is tagged as typst does it; leave any other PDF as it is."""
    if "/StructTreeRoot" not in writer.root:
        return
    tree = writer.root["/StructTreeRoot"]
    numbers, document = tree["/ParentTree"]["/Nums"], tree["/K"][0]
    reference = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    widget, key = reference.get_object(), tree["/ParentTreeNextKey"]
    shown = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/OBJR"),
            pdf_name("/Obj"): reference,
            pdf_name("/Pg"): widget.raw_get("/P"),
        }
    )
    form = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): tree["/K"].raw_get(0),
                pdf_name("/Alt"): generic.TextStringObject(alternative),
                pdf_name("/K"): shown,
            }
        )
    )
    document["/K"].append(form)
    numbers.extend([generic.NumberObject(key), form])
    tree[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(key + 1)
    widget[pdf_name("/StructParent")] = generic.NumberObject(key)
    for changed in (document, document["/K"], numbers, tree):
        writer.update_container(changed)
