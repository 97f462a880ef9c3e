"""Rows of the matrix for quality, statistics, open answers and exports; columns as in `test_matrix`."""

# nobody stranger staff admin lead manager evaluator reviewer expert bureau_officer unit_contact
_SEEN = "login 404 404 in in in in in 404 404 404"
_DONE = "login 404 404 in in in in 403 404 404 404"
FINDINGS = {
    "findings:quality": _SEEN,
    "findings:rules": _DONE,
    "findings:judge": _DONE,
    "findings:adopt": _DONE,
    "findings:sheet": _SEEN,
    "findings:exclude": _DONE,
    "findings:restore": _DONE,
    "findings:statistics": _SEEN,
    "findings:cross": _SEEN,
    "findings:answers": _SEEN,
    "findings:assign": _DONE,
    "findings:theme": _DONE,
    "findings:export": _SEEN,
    "findings:export-file": _SEEN,
    "findings:tally": _DONE,
    "findings:use": _DONE,
    "findings:let-go": _DONE,
    "findings:policy": "login in 403 in 403 403 403 403 403 403 403",
}
