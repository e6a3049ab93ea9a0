import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Manifest = z.object({
  contributes: z.object({
    configuration: z.object({
      properties: z.record(z.string(), z.object({ scope: z.string() })),
    }),
  }),
});

describe('the settings that concern the connection', () => {
  it('cannot be set by a workspace', () => {
    const file = join(import.meta.dirname, '..', '..', 'package.json');
    const { contributes } = Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
    const scopes = Object.entries(contributes.configuration.properties).filter(([key]) =>
      /\.(coordinator|embedded)\./.test(key),
    );
    assert.equal(scopes.length, 3);
    for (const [key, { scope }] of scopes) assert.equal(scope, 'machine', key);
  });
});
