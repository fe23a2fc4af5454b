"""Classification, Flow, Gap + Policy, Project -> Finding."""
