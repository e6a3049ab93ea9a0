import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { ExecutionId, JobId } from '../../protocol/ids.ts';
import { connectedOutrunner, type Outrunner } from './outrunner.ts';
import {
  type SeparateCoordinator,
  startTwoCoordinators,
  type TwoCoordinators,
} from './separate-coordinator.ts';

const ID = JobId.parse('slow-job-of-two-coordinators');
const FIRST = ExecutionId.parse(1);
const SECOND = ExecutionId.parse(2);

describe('output that stays open while the window switches to another coordinator', () => {
  let all: Outrunner;
  let both: TwoCoordinators;
  let one: SeparateCoordinator;
  let two: SeparateCoordinator;
  let folder: string;

  before(async () => {
    all = await connectedOutrunner();
    folder = await mkdtemp(join(tmpdir(), 'outrunner-host-'));
    both = await startTwoCoordinators(all, job);
    ({ one, two } = both);
  });
  after(async () => {
    await both.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A job that writes a line, and another one once its execution is released. */
  const job = (words: string) => `- name: slow
  uuid: ${ID}
  sequence:
    commands:
    - exec: 'echo "begun on ${words}"; until [ -e ${folder}/${words}-\${job.execid} ]; do sleep 0.1; done; echo "done on ${words}"'
`;
  const release = (words: string, execution: ExecutionId) =>
    writeFile(join(folder, `${words}-${execution}`), '');
  const run = async ({ client }: SeparateCoordinator, expected: ExecutionId) => {
    const { id } = await client.runJob({ params: { job: ID }, body: {} });
    assert.equal(id, expected);
    await all.seen(`execution ${id}`, ({ executions }) => executions.find((it) => it.id === id));
  };
  const use = ({ url, token }: SeparateCoordinator) => all.run(COMMANDS.connect, [url, token]);
  const show = async (executionId: ExecutionId): Promise<vscode.TextDocument> => {
    await all.run(COMMANDS.showFullOutput, [], { kind: 'execution', executionId });
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'outrunner-output');
    return document;
  };
  const shows = (document: vscode.TextDocument, text: RegExp) =>
    all.until(`${text}`, () => text.test(document.getText()) || undefined);

  it('grows again, although it was complete on the previous coordinator', async () => {
    await use(one);
    await run(one, FIRST);
    await release('one', FIRST);
    await all.seen('the end', ({ executions }) => executions.find((it) => it.status === 'succeeded'));
    const complete = await show(FIRST);
    await shows(complete, /execution 1 succeeded/);
    // Output that is opened later is read later: once it grew, the complete output was read for the last time.
    await run(one, SECOND);
    const growing = await show(SECOND);
    await shows(growing, /begun on one/);
    await release('one', SECOND);
    await shows(growing, /done on one/);

    await use(two);
    await run(two, FIRST);
    const reopened = await show(FIRST);
    assert.equal(reopened, complete, 'VS Code kept the document');
    await shows(reopened, /begun on two/);
    await release('two', FIRST);
    await shows(reopened, /done on two/);
  });
});
