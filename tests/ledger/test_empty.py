"""An empty ledger answers every question."""

from __future__ import annotations

import numpy as np
import pytest

from bonitas.common.problems import BonitasError
from bonitas.ledger import Store

from .seen import codes, need


def test_nothing_is_there(ledger: Store) -> None:
    assert list(ledger.read(need())) == []
    assert ledger.size(need()) == ledger.latest_entry_at() == 0
    assert ledger.subjects()[1].to_pylist() == []
    assert ledger.subjects(["a"])[0].tolist() == [-1]
    assert ledger.amendments(need()) == []
    assert len(ledger.participations("x").subject) == 0
    assert ledger.full_records([]) == []
    assert ledger.tie_order(np.empty(0, np.int64)).tolist() == []
    ledger.compact()


def test_a_closed_ledger_says_so(ledger: Store) -> None:
    ledger.close()
    ledger.close()
    for question in (ledger.subjects, lambda: ledger.add([]), ledger.latest_entry_at, ledger.compact):
        with pytest.raises(BonitasError) as caught:
            question()
        assert codes(caught.value.problems) == ["L512"]
