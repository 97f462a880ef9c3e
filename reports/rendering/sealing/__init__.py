"""电子签章: the firm's key, its seal (PAdES) on a PDF, the check of a seal; the only door to pyHanko."""

from reports.rendering.sealing.checking import Seal, check
from reports.rendering.sealing.keys import BadCertificate, Certificate, described, opened, self_made
from reports.rendering.sealing.stamping import CannotSeal, seal

__all__ = [
    "BadCertificate",
    "CannotSeal",
    "Certificate",
    "Seal",
    "check",
    "described",
    "opened",
    "seal",
    "self_made",
]
