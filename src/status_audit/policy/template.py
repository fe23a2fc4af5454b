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
  # seen_for: [state-agency]               # whose inclusion was seen as text, where others are meant too
  # beyond: That it reaches cities rests on the summary of an amendment.
in_force: recommendation                   # in-force, bill, repealed, recommendation
as_seen: not seen yet                      # the day the text was looked at: 2026-01-31
effective: the day it takes effect, in plain words

# To whom it applies. Leave it out for every public body. A system of unknown type meets every rule.
# state-agency, public-body, police, jail, school, school-police, court, prosecutor, health, library, contractor
# applies_to: [police, jail]

# Categories of your own, each a file like those in policies/categories; paths are relative to this file.
# categories: [categories/household.yaml]

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
    # citation: Our City Code 1.02.031        # this rule's own section; absent: the authority's
    # verified: partly                        # of this section; absent: as the authority says
    # remedy: what to do instead
    # applies_to: [school]                    # absent: as the policy says
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
      # Looked for only when a share rule names it, and only reported where it reaches such a recipient: address,
      # contact, workplace, school, relatives, appointments, custody-status, release-date, birth-date, id-number,
      # medical, photograph, case-information
      personal-details: [address, release-date]
    # federal-immigration-authority, other-federal, police, vendor, public, other-agency
    recipients: [federal-immigration-authority]
    purposes: [immigration-enforcement]    # immigration-enforcement, civil-immigration-enforcement, registration, any
    # article-iii-warrant, federal-criminal-warrant, judicial-warrant, judicial-subpoena, court-order
    # What an agency signs itself (an administrative warrant, a detainer) is none of them.
    process: [judicial-warrant, court-order]
    severity: error
    why: It tells the recipient where a person comes from and where to find them.
  - id: status-to-federal-recipient
    act: share
    selects:
      immigration-status: any
    recipients: [federal-immigration-authority, other-federal]
    severity: error
    effect: review                         # 8 U.S.C. 1373: of status and a federal recipient, nothing else is ever said
    why: What federal law requires is a question for counsel.

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
#     basis: required_by_law                 # or a list of grounds
#     covers: {place-of-birth: any}
#     not_covered: {immigration-status: any}
#     acts: [collect, inquire]               # absent: these two
#     who: the county clerk
#     systems: [licence register]            # plain words, shown where a claim does not reach another system
#     types: [public-body]                   # agency types that may claim it
#     case_by_case: false                    # true: decided each time, so it never excuses a standing field
#     approver: City Attorney
#     expires: 2028-12-31
#     note: how far it reaches, in plain words
#     verified: "no"
#     as_seen: 2026-01-31
#     not_seen: the regulation
#   - id: never-ask
#     title: Services that never ask
#     citation: Our City Code 1.02.050
#     basis: constraint                      # gives no ground; it limits who may claim others
#     covers: {}
#     purposes: [shelter]                    # what a system's `purpose` says
#     bars: [prwora-state-local-benefit]     # claims that such a system cannot make

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
#     every: 2 years                       # with a yearly date; absent: every year
#     since: 2018-03-01                    # the first time
#     citation: Our City Code 1.02.040
#     contributes: every form question found

# penalty: as the text says
# definitions:
#   immigration status: what this text means by it
# sources: [our-city-code]                 # where the facts were taken from, for your own list
caveats:
  - Confirm with counsel before relying on this policy.
"""


def new_policy_text() -> str:
    """A policy file that can be used as it stands, and says what else may be written."""
    return TEMPLATE
