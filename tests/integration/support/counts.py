# SPDX-License-Identifier: MIT
"""How often the long cases repeat: a few times in the suite, and as often as a release has to stand with
AIPOOL_TEST_COUNTS=full, as `scripts/test full` sets it."""
import os

FULL = os.environ.get('AIPOOL_TEST_COUNTS') == 'full'
