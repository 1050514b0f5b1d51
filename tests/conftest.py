"""How the tests run: Hypothesis is quick and repeatable unless HYPOTHESIS_PROFILE=long."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A first example may compile the kernel, and workers share two cores: no deadline says anything about the code.
SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile("quick", max_examples=50, deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE)
settings.register_profile("long", max_examples=2_000, deadline=None, suppress_health_check=SLOW_IS_FINE, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
