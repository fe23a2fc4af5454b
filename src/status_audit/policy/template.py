"""The commented policy that `policy new` writes: documentation of the format by example."""

from __future__ import annotations

TEMPLATE = """\
# A policy of your own. Every key is checked when it is read; `status-audit policy validate FILE` says all at once.
policy: 1                                  # the version of this format
id: our-city                               # lower-case letters, digits, hyphens
title: What our ordinance says
jurisdiction: Our City
summary: >                                 # plain words; `policy show` prints them first
  No department asks for or stores immigration status or place of birth unless a law requires it.

# Build on a packaged policy (a bare name) or on a file (with a / or .yaml, relative to this file, under the root).
# Its rules come first; a rule with an equal id replaces one, `without` leaves some out.
extends: us-8-1373
# without: [some-rule]

authority:
  citation: Our City Code 1.02.030
  # url: https://example.org/code/1.02.030
  # quote: the operative words, as they stand in the text
  verified: "no"                           # yes: the operative text was seen; partly; no
  not_seen: Everything. Replace this with what nobody has looked at.
in_force: recommendation                   # in-force, bill, repealed, recommendation
as_seen: 2026-01-31                        # the day the text was looked at
effective: the day it takes effect, in plain words

# To whom it applies. Leave it out for every public body. A system of unknown type meets every rule.
# state-agency, public-body, police, jail, school, school-police, court, prosecutor, health, library, contractor
# applies_to: [police, jail]

rules:
  - id: status
    # collect: a column stores it. inquire: a form asks. share: it reaches a recipient. use: a decision depends on it.
    act: [collect, inquire]
    selects:                               # a category: its kinds, or any
      # status, citizenship, nationality, document-number, visa, work-authorisation, entry, enforcement,
      # eligibility-check
      immigration-status: [status, citizenship, document-number]
      # country, subdivision, city-or-facility, foreign-born-flag, unspecified
      place-of-birth: any
      # passport, foreign-id, national-origin, tax-id, former-residence
      origin-proxy: [national-origin]
    severity: error                        # error, warning, note
    effect: banned                         # banned, or review where only a person can say
    why: One or two sentences that a report can print.
    # remedy: what to do instead
    # subjects: [self, relative, pupil, victim]          # whose data; leave it out for anyone's
    # unless: [an exception that only a person can check]
    # Grounds of a claim that the text accepts. A text that says "required by law" does not accept `authorised`.
    # authorised, eligibility, agency_duty, court, criminal_investigation, consent, aggregate, treaty, litigation,
    # pass_through
    excused_by: [required_by_law, court]
  - id: birthplace-shared
    act: share
    selects:
      place-of-birth: any
    # federal-immigration-authority, other-federal, police, vendor, public, other-agency
    recipients: [federal-immigration-authority]
    purposes: [immigration-enforcement]    # immigration-enforcement, civil-immigration-enforcement, registration, any
    # article-iii-warrant, federal-criminal-warrant, judicial-warrant, judicial-subpoena, court-order
    process: [judicial-warrant, court-order]
    fields:                                # what else may not be shared, in the words of column names
      - id: address
        title: home address
        words: [home address, residence]
    severity: error
    why: It tells the recipient where a person comes from and where to find them.

# Who is who, by the name that grants, exports and servers use (* and ? as wildcards).
recipients:
  - match: "county_sheriff*"
    title: County Sheriff
    class: police

# A lawful collection that the library does not have. None is accepted without a citation.
# exemptions:
#   - id: marriage-licences
#     title: Marriage licences
#     citation: Our State Code 12.34
#     basis: required_by_law
#     covers: {place-of-birth: any}
#     not_covered: {immigration-status: any}
#     who: the county clerk
#     approver: City Attorney
#     expires: 2028-12-31

# grandfather:
#   before: 2021-12-31                     # a system activated on or before this day may claim it
#   citation: Our City Code 1.02.090
#   rules: [status]
#   note: what the text leaves open

# duties:
#   - id: yearly-review
#     what: Review forms and amend them
#     to_whom: the council
#     due: 03-01                           # MM-DD, a date, or plain words
#     every: year                          # or such as 2 years, with since: 2018-07-31
#     citation: Our City Code 1.02.040
#     contributes: every form question found

# penalty: as the text says
# definitions:
#   immigration status: what this text means by it
caveats:
  - Confirm with counsel before relying on this policy.
"""


def new_policy_text() -> str:
    """A policy file that can be used as it stands, and says what else may be written."""
    return TEMPLATE
