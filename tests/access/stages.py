"""Rows of the matrix for 阶段与签核; columns as in `test_matrix`."""

# nobody stranger staff admin lead manager evaluator reviewer expert bureau_officer unit_contact
STAGES = {
    "stages:line": "login 404 404 in in in in in 404 404 404",
    "stages:documents": "login 404 404 in in in in in 404 404 404",
    "stages:sign": "login 404 404 in in in in in 404 404 404",
    "stages:reopen": "login 404 404 in in in 403 403 404 404 404",
    "stages:revise": "login 404 404 in in in 403 403 404 404 404",
    "stages:due": "login 404 404 in in in 403 403 404 404 404",
    "stages:provide": "login 404 404 in in in 403 403 404 404 404",
    "stages:table": "login in 403 in 403 403 403 403 403 403 403",
    "stages:table-stage": "login in 403 in 403 403 403 403 403 403 403",
    "stages:table-move": "login in 403 in 403 403 403 403 403 403 403",
}
