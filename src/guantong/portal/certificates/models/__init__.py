"""The tables of certificates."""

from .authorities import Confidence, Counter, IssuingAuthority, Kind, Remit
from .batches import Batch, BatchEntry, BatchState, EntryState, Origin
from .certificates import Certificate, CertificateFile, Change, FileForm, Outcome, State
from .holding import Correction, CorrectionState, ShareLink, Tries
from .integrity import IntegrityRecord
from .mandates import Mandate, Step
from .previews import SETTLED, Preview, PreviewState
from .prolonging import Prolonging, ProlongingRun

__all__ = [
    "SETTLED",
    "Batch",
    "BatchEntry",
    "BatchState",
    "Certificate",
    "CertificateFile",
    "Change",
    "Confidence",
    "Correction",
    "CorrectionState",
    "Counter",
    "EntryState",
    "FileForm",
    "IntegrityRecord",
    "IssuingAuthority",
    "Kind",
    "Mandate",
    "Origin",
    "Outcome",
    "Preview",
    "PreviewState",
    "Prolonging",
    "ProlongingRun",
    "Remit",
    "ShareLink",
    "State",
    "Step",
    "Tries",
]
