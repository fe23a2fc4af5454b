"""What each field says about a person: fields in, classifications with evidence for and against out."""

from __future__ import annotations

from status_audit.classify.classifier import Classifier
from status_audit.classify.weighing import Verdict

__all__ = ["Classifier", "Verdict"]
