"""Rows of the matrix for what is issued and what becomes of it: releases, 送达, 委托方门户.

Columns as in `test_matrix`: nobody stranger staff admin lead manager evaluator reviewer expert bureau_officer
unit_contact.
"""

BUREAU = {
    "releases:issue": "login 404 404 in in 403 403 403 404 404 404",
    "releases:status": "login 404 404 in in in in in 404 404 404",
    "releases:cancel": "login 404 404 in in 403 403 403 404 404 404",
    "releases:retry": "login 404 404 in in 403 403 403 404 404 404",
    "releases:withdraw": "login 404 404 in in 403 403 403 404 404 404",
    "delivery:download": "login 404 404 in in in in in 404 in 404",
    "delivery:page": "login 404 404 in in in in in 404 in 404",
    "delivery:sign-for": "login 404 404 403 403 403 403 403 404 in 404",
    "delivery:share": "login 404 404 in in in 403 403 404 in 404",
    "delivery:revoke": "login 404 404 in in in 403 403 404 in 404",
    "delivery:shared": "in in in in in in in in in in in",
    "delivery:shared-file": "in in in in in in in in in in in",
    "portal:home": "login 404 404 404 404 404 404 404 404 in 404",
    "portal:programmes": "login 404 404 404 404 404 404 404 404 in 404",
    "portal:rectification": "login 404 404 404 404 404 404 404 404 in 404",
    "rectification:list": "login 404 404 in in in in in 404 in in",
    "rectification:add": "login 404 404 in in in 403 403 404 403 403",
    "rectification:item": "login 404 404 in in in in in 404 in in",
    "rectification:edit": "login 404 404 in in in 403 403 404 403 403",
    "rectification:work": "login 404 404 in in in in 403 404 in in",
    "rectification:close": "login 404 404 in in in 403 403 404 in 403",
    "rectification:return": "login 404 404 in in in 403 403 404 in 403",
    "rectification:upload": "login 404 404 in in in in 403 404 in in",
    "rectification:file": "login 404 404 in in in in in 404 in in",
    "portal:downloads": "login 404 404 404 404 404 404 404 404 in 404",
    "portal:programme": "login 404 404 in in in in in 404 in 404",
}
