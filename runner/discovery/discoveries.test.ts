import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { NodeParser } from '../../job-language/node-formats/node-parser.ts';
import { SourceReader } from '../../job-language/node-sources/source-reader.ts';
import { DiscoveryRequest } from '../../protocol/runner/discover.ts';
import { nodeParseProgram } from '../programs/node-parse-program.ts';
import { Changes } from '../testing/eventually.ts';
import { LinkDown } from '../transport/link-down.ts';
import { Discoveries } from './discoveries.ts';

describe('the discoveries of a session', () => {
  const host = {
    reader: new SourceReader({ environment: {} }),
    parser: new NodeParser(nodeParseProgram()),
    environment: {},
    refusal: () => undefined,
  };
  const log = { debug: () => undefined, warn: () => undefined };
  const backoff = { base: 1, cap: 1 };
  const question = (discoveryId: string) => ({
    type: 'discover' as const,
    discoveryId,
    maxBytes: 1000,
    seconds: 10,
    fetchAllowed: [],
    source: { type: 'file' as const, file: '/nowhere/nodes.yaml', requireFileExists: false },
  });

  it('are sent again until the coordinator has received them', async () => {
    const told: DiscoveryRequest[] = [];
    const changes = new Changes();
    const session = new AbortController();
    const discoveries = new Discoveries({
      host,
      log,
      calls: {
        backoff,
        signal: session.signal,
        discoveries: async (bytes) => {
          told.push(DiscoveryRequest.parse(JSON.parse(gunzipSync(bytes).toString())));
          changes.tell();
          if (told.length < 3) throw new LinkDown('cut');
          return { awaited: true };
        },
      },
    });
    discoveries.ask(question('one'));
    await changes.until(() => told.length === 3);
    assert.deepEqual(
      told.map(({ discoveryId, outcome }) => [discoveryId, outcome.kind]),
      [
        ['one', 'nodes'],
        ['one', 'nodes'],
        ['one', 'nodes'],
      ],
    );
  });

  it('run at most four at a time, and do not start after the session ended', async () => {
    const session = new AbortController();
    const open: (() => void)[] = [];
    const changes = new Changes();
    const discoveries = new Discoveries({
      host,
      log,
      calls: {
        backoff,
        signal: session.signal,
        discoveries: () =>
          new Promise((done) => {
            open.push(() => done({ awaited: true }));
            changes.tell();
          }),
      },
    });
    for (let index = 0; index < 9; index += 1) discoveries.ask(question(String(index)));
    await changes.until(() => open.length === 4);
    session.abort();
    for (const end of open) end();
    await new Promise(setImmediate);
    assert.equal(open.length, 4);
  });

  it('report in a short message that a value exceeds a limit, whatever the source contains', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outrunner-discoveries-'));
    const file = join(folder, 'nodes.json');
    await writeFile(file, JSON.stringify({ web: { ['x'.repeat(20_000)]: 'y' } }));
    const told: DiscoveryRequest[] = [];
    const changes = new Changes();
    const discoveries = new Discoveries({
      host,
      log,
      calls: {
        backoff,
        signal: new AbortController().signal,
        discoveries: async (bytes) => {
          told.push(DiscoveryRequest.parse(JSON.parse(gunzipSync(bytes).toString())));
          changes.tell();
          return { awaited: true };
        },
      },
    });
    discoveries.ask({ ...question('long'), maxBytes: 100_000, source: { ...question('long').source, file } });
    await changes.until(() => told.length === 1);
    await rm(folder, { recursive: true });
    const outcome = told[0]?.outcome;
    assert.match(
      outcome?.kind === 'failed' ? outcome.problem : '',
      /^its nodes exceed a limit: .*x… \(\d+ more characters\)$/,
    );
  });
});
