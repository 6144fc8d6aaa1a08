"""schemathesis over the OpenAPI document: whatever is sent, no 5xx, and every response is as described."""

from __future__ import annotations

import os
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from search.settings import load_settings

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "25"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


# The document needs no index.
schema = schemathesis.openapi.from_dict(create_app(load_settings({}, index="none")).openapi())


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
def test_every_operation_answers_as_described(case: Any, server: str) -> None:
    case.validate_response(case.call(base_url=server), checks=CHECKS)
