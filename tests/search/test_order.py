"""A page is cut out by its keys without losing a row that may belong to it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.search.order import window


@given(st.data())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_window_holds_every_key_that_may_be_on_the_page(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from((0.2, 1.0, 5.0)))
    keys = np.sort(np.linspace(0, 1, data.draw(st.integers(1, 300))) ** shape * 1000).astype(np.float32)
    keys = np.random.default_rng(data.draw(st.integers(0, 5))).permutation(keys)
    top = data.draw(st.sampled_from((1000.0, 400.0, 5.0)))
    hits = np.sort(keys[keys <= top]).tolist()
    first = data.draw(st.integers(0, len(hits) - 1))
    last = data.draw(st.integers(first + 1, len(hits)))
    reach = data.draw(st.sampled_from((0.0, 3.0, 70.0)))
    low, high = hits[first] - reach, min(hits[last - 1] + reach, top)
    places, before = window(keys, top, len(hits), (first, last), lambda a, b: (a - reach, b + reach))
    assert places.tolist() == [place for place, key in enumerate(keys) if low <= key <= high]
    assert before == sum(key < low for key in hits)
