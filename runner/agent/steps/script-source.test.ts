import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { loadScript } from './script-source.ts';

const values = { option: { place: 'here' }, secureOption: ['token'], job: {} };
const RUN = { expandTokens: false, pty: false } as const;

describe('the source of a script', () => {
  const load = (template: Parameters<typeof loadScript>[0]) =>
    loadScript(template, {
      values,
      secure: { token: 's3 cret' },
      fetch: async (_, { shown }) => {
        throw new OutrunnerError('fetch-failed', { url: shown, problem: 'it answers with status 404' });
      },
      fetchAllowed: [],
      signal: new AbortController().signal,
    });

  it('appears in errors without the secure values of its address', async () => {
    const url = 'https://host.example/${option.place}/${option.token}/run.sh';
    await assert.rejects(load({ kind: 'script-url', url, maxBytes: 10, ...RUN }), ({ message }: Error) => {
      assert.doesNotMatch(message, /s3/);
      assert.match(message, /status 404/);
      return true;
    });
  });

  it('appears in errors with the plain values of its path, but without the secure values', async () => {
    for (const path of ['/nowhere/${option.place}/${option.token}', '/${option.place}${option.token}\0'])
      await assert.rejects(load({ kind: 'script-file', path, ...RUN }), ({ message }: Error) => {
        assert.doesNotMatch(message, /s3/);
        assert.match(message, /here.*\*{5}/);
        return true;
      });
  });
});
