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
}
"""What stands in the place of a name in an address."""

DRAFT = {"code": "not-yet"}
PLACES_OF: Mapping[str, Mapping[str, str]] = {
    "GET /members/{code}": {"code": OWN_MEMBER},
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
    | {route.replace(" ", " /api/v1", 1): row for route, row in API.items()}
)
