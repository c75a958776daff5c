"""Who may come to which route? One letter for each column, in their order.

Addresses are about OWN_MEMBER: "own member" acts for it, "other member" does not. A page of an
account is one of a third person. What is allowed may still fail for another reason (a form that is
not filled in, a rule); what is not is refused before anything else is said.

Whoever adds a route adds it here, in the part that it belongs to.
"""

from collections.abc import Mapping

COLUMNS = (
    "anonymous", "observer", "own member", "other member", "drafter", "secretariat",
    "administrator",
)  # fmt: skip
ALLOWED, SIGN_IN, FORBIDDEN, NOT_FOUND = "A", "S", "F", "N"

OWN_MEMBER, OTHER_MEMBER = "examplestad", "sommot"
PLACES = {
    "code": "sample-2017",
    "member": OWN_MEMBER,
    "period": "2019",
    "paragraph": "environment-1",
    "amendment": "A1",
    "commitment": "free-access",
    "number": "1",
    "ending": "html",
    "name": "accord.css",
    "amended": "A1",
    "declaration": "sample-2017",
    "part": "environment-1",
    "indicator": "none",
    "other": "villefictive",
    "against": "1",
    "sha256": "0" * 64,
    "kind": "assembly",
    "to": "fr",
    "language": "en",
}
"""What stands in the place of a name in an address."""

DRAFT = {"code": "not-yet"}
PLACES_UNDER: Mapping[str, Mapping[str, str]] = {
    "/drafting/": DRAFT,
    "/member/": {"code": OWN_MEMBER},
    "/secretariat/members/": {"code": OWN_MEMBER},
    "/secretariat/periods/": {"code": "2019"},
}
"""What stands there in the addresses that begin so."""

PLACES_OF: Mapping[str, Mapping[str, str]] = {
    "GET /secretariat/reminders/{period}/letters/{key}": {"key": "0" * 16},
    "GET /members/{code}": {"code": OWN_MEMBER},
    "GET /drafting/{code}/record": {"code": "sample-2017"},
    "GET /drafting/{code}/correction/{language}": {"code": "sample-2017"},
    "POST /drafting/{code}/correction/{language}": {"code": "sample-2017"},
    "GET /api/v1/declarations/{code}/amendments": DRAFT,
    "POST /api/v1/declarations/{code}/amendments": DRAFT,
    "GET /api/v1/declarations/{code}/amendments/{amendment}": DRAFT,
    "PUT /api/v1/declarations/{code}/amendments/{amendment}/recommendation": DRAFT,
    "POST /api/v1/declarations/{code}/decisions": DRAFT,
}
"""What stands there for one route alone: an amendment is one of a text that nobody adopted."""

FORMS: Mapping[str, Mapping[str, str]] = {
    "POST /accounts/invite": {"email": "new@x.example", "role": "observer"},
}
"""What a form is filled in with, where its route reads it before it asks who sent it."""

PUBLIC = {
    "GET /healthz": "AAAAAAA",
    "GET /static/{mark}/{name}": "AAAAAAA",
    "GET /": "AAAAAAA",
    "GET /declarations/{code}": "AAAAAAA",
    "GET /declarations/{code}/compare": "AAAAAAA",
    "GET /declarations/{code}/languages": "AAAAAAA",
    "GET /declarations/{code}/paragraphs/{paragraph}": "AAAAAAA",
    "GET /declarations/{code}/acceptance": "AAAAAAA",
    "GET /members": "AAAAAAA",
    "GET /members/{code}": "AAAAAAA",
    "GET /downloads": "AAAAAAA",
    "GET /downloads/open-data.zip": "AAAAAAA",
    "GET /declarations/{code}/text.{ending}": "AAAAAAA",
    "GET /declarations/{code}/report.{ending}": "AAAAAAA",
    "GET /declarations/{code}/paragraphs/{paragraph}/sheet.{ending}": "AAAAAAA",
    "GET /feed.atom": "AAAAAAA",
}
SIGNING_IN = {
    "GET /sign-in": "AAAAAAA",
    "POST /sign-in": "AAAAAAA",
    "GET /sign-in/provider": "NNNNNNN",
    "GET /sign-in/provider/back": "NNNNNNN",
    "GET /sign-in/code": "AAAAAAA",
    "POST /sign-in/code": "AAAAAAA",
    "POST /sign-out": "AAAAAAA",
    "GET /forgotten": "AAAAAAA",
    "POST /forgotten": "AAAAAAA",
    "GET /invitation/{token}": "AAAAAAA",
    "POST /invitation/{token}": "AAAAAAA",
    "GET /reset/{token}": "AAAAAAA",
    "POST /reset/{token}": "AAAAAAA",
}
OWN_ACCOUNT = {
    "GET /account": "SAAAAAA",
    "POST /account": "FAAAAAA",
    "POST /account/password": "FAAAAAA",
    "GET /account/second-factor": "SAAAAAA",
    "POST /account/second-factor": "FAAAAAA",
    "POST /account/second-factor/off": "FAAAAAA",
    "POST /account/sessions/end": "FAAAAAA",
    "POST /account/sessions/{key}/end": "FNNNNNN",
    "GET /account/tokens": "SAAAAAA",
    "POST /account/tokens": "FAAAAAA",
    "POST /account/tokens/{key}/revoke": "FNNNNNN",
    "GET /account/personal-data.json": "SAAAAAA",
}
ACCOUNTS = {
    "GET /accounts": "SFFFFAA",
    "GET /accounts/invite": "SFFFFAA",
    "POST /accounts/invite": "FFFFFAA",
    "GET /accounts/{key}": "SFFFFAA",
    "POST /accounts/{key}/link": "FFFFFAA",
    "POST /accounts/{key}/suspend": "FFFFFAA",
    "POST /accounts/{key}/restore": "FFFFFAA",
    "POST /accounts/{key}/role": "FFFFFAA",
    "POST /accounts/{key}/sessions/end": "FFFFFFA",
    "POST /accounts/{key}/tokens/{token}/revoke": "FFFFFFN",
    "GET /accounts/{key}/personal-data.json": "SFFFFFA",
    "GET /accounts/{key}/erase": "SFFFFFA",
    "POST /accounts/{key}/erase": "FFFFFFA",
}
JOURNAL = {
    "GET /journal": "SFFFFAA",
    "GET /journal/{key}": "SFFFFNN",
}
DRAFTING = {
    "GET /drafting": "SAAAAAA",
    "GET /drafting/new": "SFFFAAF",
    "POST /drafting/new": "FFFFAAF",
    "POST /drafting/read": "FFFFAAF",
    "GET /drafting/upload": "SFFFAAF",
    "POST /drafting/upload": "FFFFAAF",
    "GET /drafting/{code}": "SAAAAAA",
    "GET /drafting/{code}/adopt": "SFFFAAF",
    "POST /drafting/{code}/adopt": "FFFFAAF",
    "GET /drafting/{code}/amendments": "SAAAAAA",
    "GET /drafting/{code}/amendments/{amended}": "SAAAAAA",
    "POST /drafting/{code}/amendments/{amended}/answer": "FFAFAAF",
    "POST /drafting/{code}/amendments/{amended}/join": "FFAAAAF",
    "POST /drafting/{code}/amendments/{amended}/leave": "FFAAAAF",
    "POST /drafting/{code}/amendments/{amended}/recommend": "FFFFAAF",
    "GET /drafting/{code}/amendments/{amended}/redline.{ending}": "SAAAAAA",
    "POST /drafting/{code}/amendments/{amended}/withdraw": "FFAFAAF",
    "GET /drafting/{code}/compilation": "SAAAAAA",
    "GET /drafting/{code}/compilation.xlsx": "SAAAAAA",
    "GET /drafting/{code}/compilation.{ending}": "SAAAAAA",
    "GET /drafting/{code}/decide": "SFFFAAF",
    "POST /drafting/{code}/decide": "FFFFAAF",
    "GET /drafting/{code}/edit/{part}": "SFFFAAF",
    "POST /drafting/{code}/edit/{part}": "FFFFAAF",
    "POST /drafting/{code}/edit/{part}/preview": "FFFFAAF",
    "GET /drafting/{code}/move/{paragraph}": "SFFFAAF",
    "POST /drafting/{code}/move/{paragraph}": "FFFFAAF",
    "GET /drafting/{code}/outline": "SFFFAAF",
    "POST /drafting/{code}/outline": "FFFFAAF",
    "GET /drafting/{code}/propose-file": "SFAAAAF",
    "POST /drafting/{code}/propose-file": "FFAAAAF",
    "POST /drafting/{code}/propose-read": "FFNNNNF",
    "GET /drafting/{code}/propose/{part}": "SFAAAAF",
    "POST /drafting/{code}/propose/{part}": "FFAAAAF",
    "POST /drafting/{code}/propose/{part}/preview": "FFAAAAF",
    "GET /drafting/{code}/record": "SAAAAAA",
    "GET /declarations/{code}/certificate.{ending}": "SFFFAAF",
    "GET /drafting/{code}/revisions": "SAAAAAA",
    "GET /drafting/{code}/translations": "SAAAAAA",
    "POST /drafting/{code}/translations": "FFFFAAF",
    "GET /drafting/{code}/translations/{to}": "SFFFAAF",
    "POST /drafting/{code}/translations/{to}": "FFFFAAF",
    "GET /drafting/{code}/correction/{language}": "SFFFAAF",
    "POST /drafting/{code}/correction/{language}": "FFFFAAF",
    "GET /drafting/{code}/text.md": "SAAAAAA",
    "GET /drafting/{code}/text.{ending}": "SAAAAAA",
}
MEMBER = {
    "GET /member": "SFAAFAF",
    "GET /member/{code}": "SFAFFAF",
    "GET /member/{code}/contacts": "SFAFFAF",
    "POST /member/{code}/contacts": "FFAFFAF",
    "POST /member/{code}/contacts/change": "FFAFFAF",
    "POST /member/{code}/contacts/remove": "FFAFFAF",
    "GET /member/{code}/declarations/{declaration}/acceptance": "SFAFFAF",
    "POST /member/{code}/declarations/{declaration}/acceptance": "FFAFFAF",
    "GET /member/{code}/declarations/{declaration}/commitments": "SFAFFAF",
    "GET /member/{code}/declarations/{declaration}/commitments/new": "SFAFFAF",
    "POST /member/{code}/declarations/{declaration}/commitments/new": "FFAFFAF",
    "GET /member/{code}/declarations/{declaration}/commitments/{commitment}": "SFAFFAF",
    "POST /member/{code}/declarations/{declaration}/commitments/{commitment}/date": "FFAFFAF",
    "POST /member/{code}/declarations/{declaration}/commitments/{commitment}/end": "FFAFFAF",
    "POST /member/{code}/declarations/{declaration}/commitments/{commitment}/money": "FFAFFAF",
    "GET /member/{code}/declarations/{declaration}/exchange": "SFAFFAF",
    "POST /member/{code}/declarations/{declaration}/exchange": "FFAFFAF",
    "POST /member/{code}/declarations/{declaration}/exchange/withdraw": "FFAFFAF",
    "GET /member/{code}/declarations/{declaration}/indicators/{indicator}": "SFNFFNF",
    "POST /member/{code}/declarations/{declaration}/indicators/{indicator}": "FFNFFNF",
    "GET /member/{code}/declarations/{declaration}/indicators/{indicator}/aim": "SFNFFNF",
    "POST /member/{code}/declarations/{declaration}/indicators/{indicator}/aim": "FFNFFNF",
    "GET /member/{code}/declarations/{declaration}/report.{ending}": "SFAFFAF",
    "GET /member/{code}/declarations/{declaration}/statements": "SFAFFAF",
    "GET /member/{code}/declarations/{declaration}/statements/reservations": "SFAFFAF",
    "GET /member/{code}/declarations/{declaration}/statements/reservations/{other}/{against}": (
        "SFAFFAF"
    ),
    "POST /member/{code}/declarations/{declaration}/statements/reservations/{other}/{against}": (
        "FFAFFAF"
    ),
    "GET /member/{code}/declarations/{declaration}/statements/{number}/change": "SFAFFAF",
    "POST /member/{code}/declarations/{declaration}/statements/{number}/change": "FFAFFAF",
    "GET /member/{code}/declarations/{declaration}/statements/{number}/withdrawal": "SFAFFAF",
    "POST /member/{code}/declarations/{declaration}/statements/{number}/withdrawal": "FFAFFAF",
    "GET /member/{code}/declarations/{declaration}/withdrawal": "SFAFFAF",
    "POST /member/{code}/declarations/{declaration}/withdrawal": "FFAFFAF",
    "GET /member/{code}/periods/{period}": "SFAFFAF",
    "GET /member/{code}/periods/{period}/check": "SFAFFAF",
    "POST /member/{code}/periods/{period}/check": "FFAFFAF",
    "GET /member/{code}/periods/{period}/late/{paragraph}": "SFAFFAF",
    "POST /member/{code}/periods/{period}/late/{paragraph}": "FFAFFAF",
    "GET /member/{code}/periods/{period}/paragraphs/{paragraph}": "SFAFFAF",
    "POST /member/{code}/periods/{period}/paragraphs/{paragraph}": "FFAFFAF",
    "POST /member/{code}/periods/{period}/paragraphs/{paragraph}/discard": "FFAFFAF",
    "GET /member/{code}/periods/{period}/paragraphs/{paragraph}/files/{sha256}": "SNNFFNN",
    "GET /member/{code}/periods/{period}/workbook": "SFAFFAF",
    "POST /member/{code}/periods/{period}/workbook": "FFAFFAF",
    "GET /member/{code}/periods/{period}/workbook.xlsx": "SFAFFAF",
    "GET /member/{code}/periods/{period}/workbook/{mark}": "SFNFFNF",
    "POST /member/{code}/periods/{period}/workbook/{mark}": "FFNFFNF",
    "GET /member/{code}/periods/{period}/workbook/{mark}/marked.xlsx": "SFNFFNF",
    "GET /member/{code}/timeline": "SAAFFAA",
}
SECRETARIAT = {
    "GET /secretariat": "SFFFFAF",
    "GET /secretariat/add-member": "SFFFFAF",
    "POST /secretariat/add-member": "FFFFFAF",
    "GET /secretariat/assemblies": "SFFFFAF",
    "POST /secretariat/assemblies": "FFFFFAF",
    "GET /secretariat/import-members": "SFFFFAF",
    "POST /secretariat/import-members": "FFFFFAF",
    "POST /secretariat/import-members/confirm": "FFFFFAF",
    "GET /secretariat/members": "SFFFFAF",
    "GET /secretariat/members.csv": "SFFFFAF",
    "GET /secretariat/members/{code}": "SFFFFAF",
    "POST /secretariat/members/{code}": "FFFFFAF",
    "POST /secretariat/members/{code}/contacts": "FFFFFAF",
    "POST /secretariat/members/{code}/contacts/remove": "FFFFFAF",
    "POST /secretariat/members/{code}/offices": "FFFFFAF",
    "POST /secretariat/members/{code}/offices/end": "FFFFFAF",
    "GET /secretariat/open-period": "SFFFFAF",
    "POST /secretariat/open-period": "FFFFFAF",
    "GET /secretariat/periods": "SFFFFAF",
    "GET /secretariat/periods/{code}": "SFFFFAF",
    "GET /secretariat/periods/{code}/close": "SFFFFAF",
    "POST /secretariat/periods/{code}/close": "FFFFFAF",
    "GET /secretariat/reminders": "SFFFFAF",
    "POST /secretariat/reminders/{period}/files": "FFFFFAF",
    "GET /secretariat/reminders/{period}/letters/{key}": "SFFFFNF",
    "POST /secretariat/reminders/{period}/send": "FFFFFAF",
    "GET /secretariat/reports": "SFFFFAF",
    "GET /secretariat/reports/new/{kind}": "SFFFFAF",
    "POST /secretariat/reports/new/{kind}": "FFFFFAF",
    "GET /secretariat/reports/{key}": "SFFFFNF",
    "POST /secretariat/reports/{key}/cancel": "FFFFFNF",
    "GET /secretariat/reports/{key}/files/{name}": "SFFFFNF",
    "GET /secretariat/reviews": "SFFFFAF",
    "GET /secretariat/reviews/{period}/{member}": "SFFFFAF",
    "POST /secretariat/reviews/{period}/{member}/accept": "FFFFFAF",
    "POST /secretariat/reviews/{period}/{member}/evidence": "FFFFFAF",
    "POST /secretariat/reviews/{period}/{member}/excuse": "FFFFFAF",
    "GET /secretariat/reviews/{period}/{member}/files/{sha256}": "SFNFFNF",
    "POST /secretariat/reviews/{period}/{member}/return": "FFFFFAF",
    "GET /secretariat/settings": "SFFFFAF",
}
API = {
    "GET /openapi.json": "AAAAAAA",
    "GET /token": "SAAAAAA",
    "GET /open-data.zip": "AAAAAAA",
    "GET /declarations": "AAAAAAA",
    "GET /declarations/{code}": "AAAAAAA",
    "GET /declarations/{code}/revisions": "AAAAAAA",
    "GET /declarations/{code}/comparison": "AAAAAAA",
    "GET /declarations/{code}/members/{member}/report.{ending}": "SFAFFAF",
    "GET /declarations/{code}/amendments": "NAAAAAA",
    "POST /declarations/{code}/amendments": "SFAFAAF",
    "GET /declarations/{code}/amendments/{amendment}": "NAAAAAA",
    "PUT /declarations/{code}/amendments/{amendment}/recommendation": "SFFFAAF",
    "POST /declarations/{code}/decisions": "SFFFAAF",
    "GET /members": "AAAAAAA",
    "POST /members": "SFFFFAF",
    "GET /members/{member}": "AAAAAAA",
    "PUT /members/{member}": "SFFFFAF",
    "GET /declarations/{code}/acceptance": "AAAAAAA",
    "POST /declarations/{code}/acceptance": "SFAFFAF",
    "GET /declarations/{code}/statements": "AAAAAAA",
    "POST /declarations/{code}/statements": "SFAFFAF",
    "GET /periods": "AAAAAAA",
    "POST /periods": "SFFFFAF",
    "GET /periods/{period}": "AAAAAAA",
    "POST /periods/{period}/closing": "SFFFFAF",
    "GET /periods/{period}/reports": "AAAAAAA",
    "GET /periods/{period}/reports/{member}": "AAAAAAA",
    "GET /periods/{period}/reports/{member}/answers/{paragraph}": "SFAFFAF",
    "PUT /periods/{period}/reports/{member}/answers/{paragraph}": "SFAFFAF",
    "POST /periods/{period}/reports/{member}/submission": "SFAFFAF",
    "POST /periods/{period}/reports/{member}/review": "SFFFFAF",
    "GET /declarations/{code}/commitments": "AAAAAAA",
    "POST /declarations/{code}/commitments": "SFAFFAF",
    "GET /declarations/{code}/commitments/{member}/{commitment}": "AAAAAAA",
    "POST /declarations/{code}/commitments/{member}/{commitment}/dates": "SFAFFAF",
    "GET /declarations/{code}/exchange": "AAAAAAA",
    "POST /declarations/{code}/exchange": "SFAFFAF",
    "DELETE /declarations/{code}/exchange/{member}/{number}": "SFAFFAF",
}
"""The paths are those below /api/v1."""

ROUTES: Mapping[str, str] = (
    PUBLIC
    | SIGNING_IN
    | OWN_ACCOUNT
    | ACCOUNTS
    | JOURNAL
    | DRAFTING
    | MEMBER
    | SECRETARIAT
    | {route.replace(" ", " /api/v1", 1): row for route, row in API.items()}
)
