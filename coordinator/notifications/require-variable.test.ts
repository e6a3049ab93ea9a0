import assert from 'node:assert/strict';
import { requireVariable } from './require-variable.ts';
import { DeliveryProblem } from './send-parts.ts';

describe('requireVariable', () => {
  const MASTER = 'OUTRUNNER_MASTER_KEY';
  const refused = (error: unknown) =>
    error instanceof DeliveryProblem && error.final && /rename the variable/.test(error.message);

  it('accepts an empty name, and names with the prefix of the setting', () => {
    requireVariable('mail.passwordVariable', '');
    requireVariable('mail.passwordVariable', 'OUTRUNNER_MAIL_PASSWORD');
    requireVariable('notifications.signingSecretVariable', 'OUTRUNNER_SIGNING_HOOKS');
  });

  it('refuses other names, including those of the other setting', () => {
    for (const name of [MASTER, 'PATH', 'OUTRUNNER_SIGNING_HOOKS'])
      assert.throws(() => requireVariable('mail.passwordVariable', name), refused, name);
    assert.throws(() => requireVariable('notifications.signingSecretVariable', MASTER), refused);
  });
});
