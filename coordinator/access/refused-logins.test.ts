import assert from 'node:assert/strict';
import type { AuditLine } from '../audit/audit.ts';
import { ManualClock } from '../dispatch/testing/manual-clock.ts';
import { HTTP_LIMITS } from '../network/limits.ts';
import { RefusedLogins } from './refused-logins.ts';

const MINUTE = 60_000;
const MOST = HTTP_LIMITS.recordedRefusals.value;

describe('RefusedLogins', () => {
  let clock: ManualClock;
  let lines: AuditLine[];
  let logins: RefusedLogins;
  beforeEach(() => {
    clock = new ManualClock();
    lines = [];
    logins = new RefusedLogins({ clock, audit: (line) => lines.push(line) });
  });
  const refuse = (address: string, credential = 'API token') => logins.refused({ address, credential });
  const recorded = () =>
    lines
      .splice(0)
      .map(({ from, subject, detail = '' }) => `${from}, ${subject}: ${/\d+/.exec(detail) ?? 1}`);

  it('records the first refusal at once, and the number of further refusals after a minute', () => {
    for (let count = 0; count < 1000; count += 1) refuse('10.0.0.1');
    assert.deepEqual(recorded(), ['10.0.0.1, API token: 1']);
    clock.advance(MINUTE);
    assert.deepEqual(recorded(), ['10.0.0.1, API token: 999']);
    refuse('10.0.0.1');
    assert.deepEqual(recorded(), ['10.0.0.1, API token: 1']);
    clock.advance(MINUTE);
    assert.deepEqual(recorded(), []);
  });

  it('records refusals separately for each network and each kind of credential', () => {
    refuse('10.0.0.1');
    refuse('10.0.0.2');
    refuse('10.0.0.2', 'replica proof');
    refuse('2001:db8:0:7::1');
    refuse('2001:db8:0:7::2');
    assert.deepEqual(recorded(), [
      '10.0.0.1, API token: 1',
      '10.0.0.2, API token: 1',
      '10.0.0.2, replica proof: 1',
      '2001:db8:0:7::1, API token: 1',
    ]);
  });

  it('writes a bounded number of records if refusals come from many networks', () => {
    for (let minute = 0; minute < 3; minute += 1) {
      for (let round = 0; round < 2; round += 1)
        for (let host = 0; host < 10_000; host += 1) refuse(`10.0.${host >> 8}.${host & 255}`);
      clock.advance(MINUTE);
      const records = recorded();
      assert.equal(records.length, 2 * MOST + 1);
      assert.equal(records.at(-1), `further networks, credential: ${2 * (10_000 - MOST)}`);
    }
  });

  it('records refused access with the caller and the token, at most twice per minute for each', () => {
    const caller = { who: 'ann', token: 't1' };
    for (const path of ['GET /a', 'GET /b', 'GET /c'])
      logins.refused({ address: '10.0.0.1', credential: path, caller, detail: 'no right' });
    clock.advance(MINUTE);
    assert.deepEqual(lines, [
      { ...caller, what: 'access.refuse', subject: 'GET /a', from: '10.0.0.1', detail: 'no right' },
      {
        ...{ ...caller, what: 'access.refuse', subject: 'GET /a', from: '10.0.0.1' },
        detail: '2 more calls were refused within a minute',
      },
    ]);
  });

  it('records the refusals counted so far when the coordinator stops', () => {
    refuse('10.0.0.1');
    refuse('10.0.0.1');
    logins.close();
    assert.deepEqual(recorded(), ['10.0.0.1, API token: 1', '10.0.0.1, API token: 1']);
  });
});
