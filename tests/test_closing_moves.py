"""Expected moves where states close, held against children with every chance that there is."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sufficiency.demand.chances import running_shares
from sufficiency.demand.closing import Closure, alike_moves, closures_of, sent_elsewhere
from sufficiency.demand.stocks import NC_YEARS
from sufficiency.demand.telling import Telling

few = settings(max_examples=8, deadline=None)


def chances_on_a_grid(seed, *, states, grid):
    """Three closures whose shares are so many parts of a whole, and children with every chance."""
    chance = np.random.default_rng(seed)
    firsts = np.sort(chance.integers(1, 4, 3)).tolist()
    closed = chance.permutation(states)[:3].tolist()
    made = []
    for place, state in enumerate(closed):
        gone = [
            other for other, first in zip(closed, firsts, strict=True) if first <= firsts[place]
        ]
        shares = np.ones(states)
        shares[gone] = 0.0
        parts = chance.multinomial(grid, shares / shares.sum(), NC_YEARS)
        made.append(Closure(state, firsts[place], parts / grid))
    middles = (np.arange(grid) + 0.5) / grid
    return closures_of(made, states=states), np.stack(np.meshgrid(*[middles] * 3)).reshape(3, -1)


@few
@given(st.integers(0, 10_000))
def test_expected_moves_are_those_of_children_with_every_chance(seed):
    """Each child keeps its chances: in whichever of two states it is, and a year later."""
    states, grid, ncy, january = 6, 4, 9, 1 + seed % 3
    closures, chances = chances_on_a_grid(seed, states=states, grid=grid)
    nobody = np.zeros(0, dtype=np.int64)
    count = chances.shape[1]
    running = tuple(running_shares([one.shares[None]])[:, 0] for one in closures)
    telling = Telling(closures, running, (1, NC_YEARS, states), chances, np.array([count]), nobody)
    moves = np.zeros((1, NC_YEARS, states))
    moves[0, ncy] = np.arange(1.0, states + 1)
    goes = np.random.default_rng(seed).dirichlet(np.ones(states), (1, NC_YEARS, states))
    alike, out, into = np.zeros((3, states))
    for state in range(states):
        here = np.full(count, ncy * states + state)
        told = telling.kinds(here, january) % states
        for other in range(states):
            together = told[told == telling.kinds(here + other - state, january) % states]
            weight = moves[0, ncy, state] * goes[0, ncy, state, other] * (other != state)
            alike += weight * np.bincount(together, minlength=states) / count
        before, after = telling.sent(here - states, january, who=np.arange(count))
        out += moves[0, ncy, state] * np.bincount(before % states, minlength=states) / count
        into += moves[0, ncy, state] * np.bincount(after % states, minlength=states) / count
    made = alike_moves(moves, goes, closures, january)
    np.testing.assert_allclose(made[0, ncy], alike, atol=1e-9)
    sent_out, sent_in = sent_elsewhere(moves, closures, january)
    np.testing.assert_allclose(sent_out[0, ncy], out, atol=1e-9)
    np.testing.assert_allclose(sent_in[0, ncy], into, atol=1e-9)
