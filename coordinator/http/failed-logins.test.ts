import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { FailedLogins } from './failed-logins.ts';

describe('failed logins', () => {
  it('are refused after many from one address, until a minute has passed', () => {
    let now = 0;
    const logins = new FailedLogins(() => now);
    for (let tries = 0; tries < 20; tries += 1) logins.failed('a');
    now = 40_000;
    assert.throws(
      () => logins.failed('a'),
      (error: unknown) =>
        isOutrunnerError(error) &&
        error.code === 'too-many-failed-logins' &&
        error.parameters['seconds'] === 20,
    );
    logins.failed('b');
    now = 60_000;
    logins.failed('a');
  });
});
