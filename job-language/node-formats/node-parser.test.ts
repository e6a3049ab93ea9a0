import assert from 'node:assert/strict';
import { NodeParser } from './node-parser.ts';
import { soundNodes } from './sound-nodes.ts';

const WORKER = new URL('./node-parse-worker.ts', import.meta.url);
const inventory = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `web-${index}: {hostname: web-${index}.example.org, username: ops, tags: 'web,eu', rack: r${index}}\n`,
  ).join('');
const withCode = (problem: RegExp) => (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'nodes-invalid' && problem.test(error.message);

describe('NodeParser', () => {
  let parser: NodeParser;
  beforeEach(() => {
    parser = new NodeParser(WORKER);
  });
  afterEach(() => parser.close());

  it('reads a long text like a short one, and does not block the event loop meanwhile', async () => {
    const text = inventory(3000);
    assert.ok(text.length > 64 * 1024);
    let turns = 0;
    const turn = setInterval(() => {
      turns += 1;
    }, 1);
    const nodes = await parser.parse(text, 'yaml');
    clearInterval(turn);
    assert.ok(turns > 0);
    assert.deepEqual(nodes, soundNodes(text, 'yaml'));
    assert.deepEqual(await parser.parse('a: {hostname: a}', 'yaml'), soundNodes('a: {hostname: a}', 'yaml'));
  });

  it('reports the position of a problem in a long text', async () => {
    const bad = `${inventory(2000)}'': {hostname: x}\n`;
    const expected = () => soundNodes(bad, 'yaml', 'nodes.yaml');
    let message = '';
    try {
      expected();
    } catch (error) {
      message = error instanceof Error ? error.message : '';
    }
    assert.notEqual(message, '');
    await assert.rejects(parser.parse(bad, 'yaml', 'nodes.yaml'), { code: 'nodes-invalid', message });
  });

  it('rejects each queued text whose thread cannot start, and reads each queued text otherwise', async () => {
    const broken = new NodeParser(new URL('./absent.ts', import.meta.url));
    const text = inventory(1000);
    const all = await Promise.allSettled([
      broken.parse(text, 'yaml', 'one'),
      broken.parse(text, 'yaml', 'two'),
    ]);
    for (const [index, result] of all.entries())
      assert.ok(
        result.status === 'rejected' &&
          withCode(index === 0 ? /one: it cannot/ : /two: it cannot/)(result.reason),
      );
    await broken.close();
    const [first, second] = await Promise.all([parser.parse(text, 'yaml'), parser.parse(text, 'yaml')]);
    assert.deepEqual(first, second);
  });

  it('limits the queue, and rejects waiting texts at once when it is closed', async () => {
    const text = inventory(1000);
    const waiting = Array.from({ length: 64 }, () => parser.parse(text, 'yaml').then(String, String));
    await assert.rejects(parser.parse(text, 'yaml'), withCode(/too many long texts/));
    await parser.close();
    const ends = await Promise.all(waiting);
    assert.ok(ends.filter((end) => end.includes('the program exits')).length >= 63);
    await assert.rejects(parser.parse(text, 'yaml'), withCode(/the program exits/));
  });
});
