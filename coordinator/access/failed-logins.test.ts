import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { FailedLogins } from './failed-logins.ts';

describe('failed logins', () => {
  it('are refused after many from one origin, until a minute has passed', () => {
    let now = 0;
    const logins = new FailedLogins(() => now);
    for (let tries = 0; tries < 20; tries += 1) {
      logins.check('a', 'host');
      logins.failed('a');
    }
    now = 40_000;
    assert.throws(
      () => logins.check('a', 'host'),
      (error: unknown) =>
        isOutrunnerError(error) &&
        error.code === 'too-many-failed-logins' &&
        error.parameters['address'] === 'host' &&
        error.parameters['seconds'] === 20,
    );
    logins.check('b', 'host');
    now = 60_000;
    logins.check('a', 'host');
  });

  it('count anew in each minute', () => {
    let now = 0;
    const logins = new FailedLogins(() => now);
    for (let minute = 0; minute < 3; minute += 1) {
      now = minute * 60_000;
      for (let tries = 0; tries < 19; tries += 1) logins.failed('a');
      logins.check('a', 'host');
    }
  });
});
