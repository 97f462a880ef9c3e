"""Rows of the matrix for 归档 and for the firm's settings of reports."""

# nobody stranger staff admin lead manager evaluator reviewer expert bureau_officer unit_contact
ARCHIVING = {
    "issuing:settings": "login in 403 in 403 403 403 403 403 403 403",
    "issuing:numbers": "login in 403 in 403 403 403 403 403 403 403",
    "issuing:certificate": "login in 403 in 403 403 403 403 403 403 403",
    "issuing:make": "login in 403 in 403 403 403 403 403 403 403",
    "archiving:restore": "login in in in in in in in 403 403 403",
    "archiving:review": "login in in in in in in in 403 403 403",
    "archiving:check": "login in in in in in in in 403 403 403",
    "archiving:looking": "login in in in in in in in 403 403 403",
    "archiving:stop": "login in in in in in in in 403 403 403",
    "archiving:confirm": "login in in in in in in in 403 403 403",
    "archiving:index": "login 404 404 in in in in in 404 404 404",
    "archiving:start": "login 404 404 in in in 403 403 404 404 404",
    "archiving:status": "login 404 404 in in in in in 404 404 404",
    "archiving:cancel": "login 404 404 in in in 403 403 404 404 404",
    "archiving:download": "login 404 404 in in in in in 404 404 404",
    "archiving:source": "login 404 404 in in in in in 404 404 404",
    "archiving:original": "login 404 404 in in in in in 404 404 404",
    "archiving:member": "login 404 404 in in in in in 404 404 404",
}
