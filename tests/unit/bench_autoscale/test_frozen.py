"""Nothing is tuned after judging: code and frozen file say the same."""

import json

from tests.bench.autoscale.frozen import FILE, current


def test_what_was_judged_is_what_the_code_does() -> None:
    assert json.loads(FILE.read_text()) == json.loads(json.dumps(current()))
