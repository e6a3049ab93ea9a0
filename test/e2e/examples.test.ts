import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobPath } from '../../job-language/format/job-path.ts';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { root } from '../../scripts/checkout/root.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, linesOf } from './harness/jobs.ts';
import { World } from './harness/world.ts';

const FOLDER = join(root, 'examples');
const PROJECT = ProjectName.parse('demo');

interface Expected {
  /** Strings that the output must contain. */
  readonly lines: readonly string[];
  readonly status?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** Output of the examples that need no external service. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  'examples/nodes/rolling-restart': {
    lines: ['draining web-2 (rank 2)', 'restarting web-2', 'draining web-1 (rank 1)', 'restarting web-1'],
  },
  'examples/nodes/every-tier': { lines: ['one web-1', 'one db-1', 'two web-1', 'two db-1'] },
  'examples/nodes/one-of-them': { lines: [] },
  'examples/nodes/versions-on-nodes': {
    lines: ['web-1 runs version 2.1', 'web-3 runs version 2.3', 'in all: 2.1,2.2,2.3'],
  },
  'examples/nodes/half-at-a-time': { lines: ['updated web-1', 'updated db-1'] },
  'examples/nodes/the-highest': { lines: ['leader db-2'] },
  'examples/output/quiet-output': {
    lines: ['ERROR two', 'signed in with (hidden)', 'hello', 'world'],
    options: { password: 'secret' },
  },
  'examples/failures/repair-and-continue': {
    lines: ['the service is down', 'failed with 3: NonZeroResultCode', 'continues'],
  },
  'examples/failures/retry-after-failure': { lines: [], status: 'failed-with-retry' },
  'examples/failures/limit-output': { lines: ['1', '10'] },
  'examples/conditions/by-stage': { lines: ['go ahead'] },
  'examples/conditions/by-rules': {
    lines: ['first', 'first, too', 'then', 'last, if the option asks for it'],
  },
  'examples/conditions/all-at-once': { lines: ['one', 'two'] },
  'examples/output/captured-data': { lines: ['version 1.2.3'] },
  'examples/options/all-options': { lines: ['OPS-1', 'a,b'], options: { password: 'secret' } },
  'examples/references/greet-everybody': { lines: ['hello world and all', 'hello world'] },
  'examples/steps/plugin-steps': { lines: ['about to wait'] },
  'examples/hello-local': { lines: [] },
};

describe('the examples', () => {
  let world: World;
  let coordinator: Coordinator;
  const ids = new Map<string, JobId>();

  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    await client.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      body: {
        text: await readFile(join(FOLDER, 'nodes', 'local.yaml'), 'utf8'),
        mediaType: 'application/yaml',
      },
    });
    for (const file of (await readdir(FOLDER)).filter((name) => name.endsWith('.yaml'))) {
      const text = await readFile(join(FOLDER, file), 'utf8');
      const { succeeded, failed } = await client.importJobs({
        params: { project: PROJECT },
        body: { text, mediaType: 'application/yaml' },
      });
      assert.deepEqual(failed, [], file);
      for (const job of succeeded) ids.set(jobPath(job), job.id);
    }
  });
  after(() => world[Symbol.asyncDispose]());

  for (const [path, { lines, status = 'succeeded', options = {} }] of Object.entries(EXPECTED)) {
    it(`include ${path}, which ends with the expected status and output`, async () => {
      const job = ids.get(path);
      assert.ok(job !== undefined);
      const { client } = coordinator;
      const { id } = await client.runJob({ params: { job: JobId.parse(job) }, body: { options } });
      const ended = await endOf(client, id);
      const printed = await linesOf(client, id);
      assert.equal(ended.status, status, `${JSON.stringify(ended['reason'])}\n${printed.join('\n')}`);
      for (const line of lines) {
        assert.ok(
          printed.some((one) => one.includes(line)),
          `${line}\n--\n${printed.join('\n')}`,
        );
      }
    });
  }
});
