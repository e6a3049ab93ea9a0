import assert from 'node:assert/strict';
import { loopUse } from './testing/loop-use.ts';
import { startTestCoordinator, type TestCoordinator } from './testing/test-coordinator.ts';

const MIB = 1024 * 1024;
/** Returns a JSON body of about `size` bytes with distinct names, which take longest to parse. */
const manyValues = (size: number) => {
  const members: string[] = [];
  for (let length = 0; length < size; length += members.at(-1)?.length ?? 0)
    members.push(`"k${members.length}":1,`);
  return `{${members.join('')}"name":"ops"}`;
};

describe('A large body of a request', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
  });
  after(() => coordinator.stop());

  const send = async (path: string, body: string, type: string) => {
    const answer = await coordinator.call('POST', path, { body, headers: { 'content-type': type } });
    return { status: answer.status, text: await answer.text() };
  };
  /** Returns the CPU time that a call takes on the main thread, in ms. */
  const timeOf = (act: () => unknown) => {
    const before = process.threadCpuUsage();
    act();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };

  it('is refused before parsing if its JSON has too many values', async () => {
    const body = manyValues(9 * MIB);
    const parsing = timeOf(() => JSON.parse(body));
    let answer = { status: 0, text: '' };
    const { longest } = await loopUse(async () => {
      answer = await send('/api/53/projects', body, 'application/json');
    });
    assert.equal(answer.status, 400);
    assert.match(answer.text, /more than 25000 values/);
    assert.ok(longest < parsing / 2, `${longest} of ${parsing} ms`);
  });

  it('is parsed if most of it is one long string', async () => {
    const text = `- name: a\n  sequence: {commands: [{exec: id}]}\n  description: '${'x'.repeat(7 * MIB)}'\n`;
    const body = JSON.stringify({ project: 'absent', text, format: 'yaml' });
    assert.equal((await send('/outrunner/v1/plan', body, 'application/json')).status, 404);
  });

  it('is refused before parsing if it is a form with too many fields', async () => {
    const body = 'a=b&'.repeat((9 * MIB) / 4);
    const parsing = timeOf(() => new URLSearchParams(body));
    let answer = { status: 0, text: '' };
    const { longest } = await loopUse(async () => {
      answer = await send('/api/53/project/absent/run/command', body, 'application/x-www-form-urlencoded');
    });
    assert.equal(answer.status, 400);
    assert.match(answer.text, /more than 100 fields/);
    assert.ok(longest < parsing / 2, `${longest} of ${parsing} ms`);
  });
});
