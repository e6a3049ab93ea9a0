import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import type { JobId } from '../../protocol/ids.ts';
import { PROJECT } from './outrunner.ts';

/** Imports the jobs of a YAML text, or updates stored ones. Asserts that none is refused. Returns their ids, in order. */
export async function storeJobs(client: Client, text: string, project = PROJECT): Promise<readonly JobId[]> {
  const { failed, succeeded } = await client.importJobs({
    params: { project },
    query: { dupeOption: 'update' },
    body: { text, mediaType: 'application/yaml' },
  });
  assert.deepEqual(failed, []);
  return succeeded.map(({ id }) => id);
}
