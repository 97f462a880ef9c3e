"""Sealing: a rendered PDF and the firm's key in, the same bytes with one signed revision appended out."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, VisibleSigSettings
from pyhanko.stamp import StaticStampStyle

from reports.rendering.results import Box
from reports.rendering.sealing.aside import aside
from reports.rendering.sealing.drawing import appearance

FIELD = "Seal"
FILLED = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID,
    y_align=AxisAlignment.ALIGN_MID,
    margins=Margins(),
    inner_content_scaling=InnerScaling.NO_SCALING,
)


class CannotSeal(Exception):
    """The file cannot be sealed; the message says why."""


def seal(pdf: bytes, *, key: bytes, firm: str, reason: str, box: Box) -> bytes:
    """`pdf` sealed by the firm (PAdES-B-B), visible at `box`; its bytes stay the beginning of the file.

    The seal certifies the document and allows no change after it (DocMDP 1). `key` is an `opened` PKCS#12.
    """
    signer = _signer(key)
    left, bottom, right, top = (round(edge) for edge in (box.left, box.bottom, box.right, box.top))
    width, height = right - left, top - bottom
    look = StaticStampStyle(
        border_width=0,
        background=RawContent(appearance(firm, width, height), box=BoxConstraints(width, height)),
        background_opacity=1,
        background_layout=FILLED,
    )
    field = SigFieldSpec(
        FIELD,
        on_page=box.page,
        box=(left, bottom, right, top),
        visible_sig_settings=VisibleSigSettings(
            rotate_with_page=True, scale_with_page_zoom=True, print_signature=True
        ),
        readable_field_name="评价机构电子签章",
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        name=firm,
        reason=reason,
    )
    pen = signers.PdfSigner(metadata, signer=signer, stamp_style=look, new_field_spec=field)
    written = aside(lambda: pen.sign_pdf(_Appending(BytesIO(pdf))))
    sealed: bytes = written.getvalue()
    if not sealed.startswith(pdf):
        raise CannotSeal("签章改动了已排好的内容，文件没有留下。")
    return sealed


def _signer(key: bytes) -> signers.SimpleSigner:
    try:
        return signers.SimpleSigner.load_pkcs12_data(key, other_certs=[], passphrase=None)
    except ValueError as error:
        raise CannotSeal("机构证书打不开，请在机构设置里重新上传。") from error


class _Appending(IncrementalPdfFileWriter):
    """Appends the seal alone: the metadata, which PDF/A ties to the file's kind, stays as it was rendered."""

    def _update_meta(self) -> Any:
        return None
