import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HeldOperation } from '../../../../protocol/runner/sync.ts';
import { operation } from '../../../dispatch/testing/queued.ts';
import type { Holding } from '../../../executions/ports.ts';
import { decideHeld } from './sync-decision.ts';

const states = fc.constantFrom(...HeldOperation.shape.state.options);
const holdings: fc.Arbitrary<Holding> = fc.oneof(
  fc.constantFrom<Holding>(
    { kind: 'granted' },
    { kind: 'ended' },
    { kind: 'not-granted' },
    { kind: 'unknown' },
  ),
  fc.nat(60).map((graceSeconds): Holding => ({ kind: 'cancelling', graceSeconds })),
);
const decide = (state: HeldOperation['state'], holding: Holding) =>
  decideHeld({ operationId: operation(1), state, offset: 0 }, holding, 5, 10).action;

describe('decideHeld', () => {
  it('returns forget only if the end is durable', () => {
    fc.assert(
      fc.property(states, holdings, (state, holding) => {
        assert.ok(decide(state, holding) !== 'forget' || holding.kind === 'ended');
      }),
    );
  });

  it('returns resume only if the operation is granted, has not started, or has an end to deliver', () => {
    fc.assert(
      fc.property(states, holdings, (state, holding) => {
        const isAllowed =
          holding.kind === 'granted' ||
          (holding.kind === 'not-granted' && state === 'prepared') ||
          (holding.kind === 'ended' && state === 'ended');
        assert.ok(decide(state, holding) !== 'resume' || isAllowed);
      }),
    );
  });

  it('returns cancel or quarantine for a started operation that is not granted', () => {
    fc.assert(
      fc.property(fc.constantFrom('opening' as const, 'running' as const), holdings, (state, holding) => {
        assert.ok(holding.kind === 'granted' || ['cancel', 'quarantine'].includes(decide(state, holding)));
      }),
    );
  });
});
