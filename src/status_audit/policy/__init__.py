"""Every file a city or we write -> values."""

from __future__ import annotations

from status_audit.model.policy import Due
from status_audit.policy.baseline import baseline_text, load_baseline
from status_audit.policy.duties import duties
from status_audit.policy.law import load_policies, load_policy, packaged_policies
from status_audit.policy.library import load_exemptions
from status_audit.policy.project import find_project, load_project
from status_audit.policy.waivers import add_waiver, load_waivers

__all__ = [
    "Due",
    "add_waiver",
    "baseline_text",
    "duties",
    "find_project",
    "load_baseline",
    "load_exemptions",
    "load_policies",
    "load_policy",
    "load_project",
    "load_waivers",
    "packaged_policies",
]
