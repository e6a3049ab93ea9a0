import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DEFAULT_SETTINGS } from '../../protocol/entities/settings.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { mergeSettings } from './settings-service.ts';

describe('merging settings', () => {
  it('changes only the given settings', () => {
    const merged = mergeSettings(DEFAULT_SETTINGS, {
      dispatch: { waitSeconds: 5 },
      runners: { enabled: true },
    });
    assert.equal(merged.dispatch.waitSeconds, 5);
    assert.equal(merged.dispatch.offerAgainSeconds, DEFAULT_SETTINGS.dispatch.offerAgainSeconds);
    assert.equal(merged.runners.enabled, true);
    assert.deepEqual(merged.limits, DEFAULT_SETTINGS.limits);
  });

  it('refuses an unknown key or an invalid value, and reports the key', () => {
    const table: readonly [patch: Record<string, unknown>, text: RegExp][] = [
      [{ runner: { max: 1 } }, /"runner\.max".*maxRunning/],
      [{ nothing: {} }, /"nothing".*dispatch/],
      [{ runners: true }, /"runners".*group/],
      [{ dispatch: { waitSeconds: 'soon' } }, /"dispatch\.waitSeconds"/],
      [{ dispatch: { waitSeconds: -1 } }, /"dispatch\.waitSeconds"/],
      [{ toString: {} }, /"toString"/],
      [{ mail: { passwordVariable: 'OUTRUNNER_MASTER_KEY' } }, /"mail\.passwordVariable".*OUTRUNNER_MAIL_/],
      [{ notifications: { signingSecretVariable: 'PATH' } }, /does not start with OUTRUNNER_SIGNING_/],
      [{ retention: { count: 3 } }, /"retention\.count".*retention\.minimum/],
    ];
    for (const [patch, text] of table) {
      assert.throws(
        () => mergeSettings(DEFAULT_SETTINGS, patch),
        (error: unknown) =>
          isOutrunnerError(error) && error.code === 'invalid-input' && text.test(error.message),
      );
    }
  });

  it('accepts variables with the prefix of their setting, and keeps the name that an earlier version stored', () => {
    const variables = {
      mail: { passwordVariable: 'OUTRUNNER_MAIL_PASSWORD' },
      notifications: { signingSecretVariable: 'OUTRUNNER_SIGNING_HOOKS' },
    };
    assert.partialDeepStrictEqual(mergeSettings(DEFAULT_SETTINGS, variables), variables);
    const mail = { ...DEFAULT_SETTINGS.mail, passwordVariable: 'SMTP_PASSWORD' };
    const merged = mergeSettings({ ...DEFAULT_SETTINGS, mail }, { mail: { port: 25 } });
    assert.deepEqual([merged.mail.port, merged.mail.passwordVariable], [25, 'SMTP_PASSWORD']);
  });

  it('throws only errors of the catalogue, whatever the input is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (patch) => {
        try {
          mergeSettings(DEFAULT_SETTINGS, patch);
        } catch (error) {
          assert.ok(isOutrunnerError(error));
        }
      }),
    );
  });
});
