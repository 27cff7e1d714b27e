"""Slow twins of the cohort steps: one cell, and one child, at a time."""

from __future__ import annotations

import numpy as np


def of(rates, member):
    """The rate of a member, where the axis may have a length of 1 for all alike."""
    return rates[member if len(rates) > 1 else 0]


def slow_step(stock, persons, rates, year):
    """The expected step, one cell at a time."""
    localities, needs, ages, states = stock.shape
    after = np.zeros(stock.shape)
    for place in range(localities):
        for age in range(1, ages):
            stay = np.zeros((needs, states))
            for need in range(needs):
                for state in range(states):
                    share = 1 - of(rates.leaving[year, need, age - 1], state)
                    stay[need, state] = stock[place, need, age - 1, state] * share
            arrived = np.zeros((needs, states))
            for need in range(needs):
                for state in range(states):
                    changes = stay[need, state] * rates.need_leaves[year, need, age]
                    arrived[need, state] += stay[need, state] - changes
                    for other in range(needs):
                        share = of(rates.need_goes[year], need)[age, other]
                        arrived[other, state] += changes * share
            for need in range(needs):
                for state in range(states):
                    moves = arrived[need, state] * rates.state_leaves[year, need, age, state]
                    after[place, need, age, state] += arrived[need, state] - moves
                    for other in range(states):
                        share = of(rates.state_goes[year, need, age], state)[other]
                        after[place, need, age, other] += moves * share
        for age in range(ages):
            for need in range(needs):
                rate = rates.joining[year, need, age] * rates.locality[place, need, age]
                for state in range(states):
                    share = rates.joiner_states[year, need, age, state]
                    after[place, need, age, state] += rate * persons[place, age] * share
    return after


def slow_pick(shares, chance):
    """The first member at which the running sum of shares passes the chance."""
    running, whole = 0.0, sum(shares)
    for member, share in enumerate(shares):
        running += share
        if running > chance * whole:
            return member
    return len(shares) - 1


def slow_child_step(children, persons, rates, year, generator):
    """The step of single children, one child at a time."""
    kinds = []
    _, needs, ages, _ = rates.joiner_states.shape
    chance = generator.random(len(children))
    for (place, need, age, state), one in zip(children, chance, strict=True):
        if age < ages - 1 and one >= of(rates.leaving[year, need, age], state):
            kinds.append([place, need, age + 1, state])
    chance = generator.random(len(kinds))
    movers = [
        kind
        for kind, one in zip(kinds, chance, strict=True)
        if one < rates.need_leaves[year, kind[1], kind[2]]
    ]
    for kind, one in zip(movers, generator.random(len(movers)), strict=True):
        kind[1] = slow_pick(of(rates.need_goes[year], kind[1])[kind[2]], one)
    chance = generator.random(len(kinds))
    movers = [
        kind
        for kind, one in zip(kinds, chance, strict=True)
        if one < rates.state_leaves[year, kind[1], kind[2], kind[3]]
    ]
    for kind, one in zip(movers, generator.random(len(movers)), strict=True):
        kind[3] = slow_pick(of(rates.state_goes[year, kind[1], kind[2]], kind[3]), one)
    weights = persons[:, None, :] * rates.locality
    expected = rates.joining[year] * weights.sum(axis=0)
    new = []
    counts = generator.poisson(expected.reshape(-1)).reshape(needs, ages)
    for need in range(needs):
        for age in range(ages):
            new += [[0, need, age, 0] for _ in range(counts[need, age])]
    for kind, one in zip(new, generator.random(len(new)), strict=True):
        kind[0] = slow_pick(weights[:, kind[1], kind[2]], one)
    for kind, one in zip(new, generator.random(len(new)), strict=True):
        kind[3] = slow_pick(rates.joiner_states[year, kind[1], kind[2]], one)
    return [tuple(kind) for kind in kinds + new]
