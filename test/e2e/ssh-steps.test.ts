import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootRuns } from '../../support/testing/as-root.ts';
import { lineSeen } from './harness/jobs.ts';
import { gone } from './harness/processes.ts';
import { SshWorld } from './harness/ssh-world.ts';

if (rootRuns('steps on nodes over SSH')) {
  describe('steps on nodes over SSH', () => {
    let here: SshWorld;
    before(async () => {
      // The server accepts any number of connections, and no environment variables.
      here = await SshWorld.open(['MaxStartups 300', 'AcceptEnv NOTHING']);
    });
    after(() => here[Symbol.asyncDispose]());

    const raw = async (execution: number, query = '') => {
      const path = `/outrunner/v1/executions/${execution}/output/raw?step=1${query}`;
      const answer = await fetch(here.coordinator.url + path, {
        headers: { 'X-Rundeck-Auth-Token': here.coordinator.token },
      });
      assert.equal(answer.status, 200);
      return Buffer.from(await answer.arrayBuffer());
    };

    it('deliver their output byte for byte, with separate streams', async () => {
      const bytes = `perl -e 'for $i (0..299999) { print chr(($i * 7 + ($i >> 8)) & 255) }'`;
      const { execution, status } = await here.runOn(here.node(), [
        { exec: `${bytes}; printf 'not\\0text' >&2` },
      ]);
      assert.equal(status, 'succeeded');
      const expected = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));
      const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex');
      assert.equal(digest(await raw(execution.id, '&stream=stdout')), digest(expected));
      assert.equal((await raw(execution.id, '&stream=stderr')).toString(), 'not\0text');
    });

    it('are started by a helper only if the job has more than one step', async () => {
      const look = { exec: `tr '\\0' ' ' </proc/$PPID/cmdline | cut -d ' ' -f 1; echo` };
      const parents = async (steps: readonly { readonly exec: string }[]) =>
        (await here.runOn(here.node({ 'ssh-command-timeout': '60000' }), steps)).lines.filter(Boolean);
      assert.doesNotMatch((await parents([look])).join(), /helper/);
      assert.deepEqual(await parents([look, look]), ['outrunner-helper', 'outrunner-helper']);
    });

    it('show their output as it arrives, and pass values to later steps', async () => {
      await here.nodes({ one: here.node() });
      const go = join(here.server.folder, 'go');
      const filters = { LogFilter: [{ type: 'key-value-data', config: { regex: '^(\\w+)=(.+)$' } }] };
      const execution = await here.begin({
        name: 'streamed',
        steps: [
          { exec: `echo place=here; until test -e ${go}; do sleep 0.05; done`, plugins: filters },
          { exec: 'echo "seen ${data.place}"' },
        ],
      });
      await lineSeen(here.client, execution, 'place=here');
      await writeFile(go, '');
      await lineSeen(here.client, execution, 'seen here');
    });

    it('receive the variables of their job even if the server accepts none', async () => {
      const option = { name: 'greeting', value: `it's "\${HOME}" \\ and\tmore` };
      const { lines, status } = await here.runOn(
        here.node(),
        [
          { exec: 'printf "%s\\n" "$RD_OPTION_GREETING" "$RD_JOB_NAME" "$RD_NODE_NAME" "$OUTRUNNER_RUNNER"' },
          { exec: 'printf "%s\\n" ${option.greeting}' },
        ],
        { options: [option] },
      );
      assert.equal(status, 'succeeded');
      assert.deepEqual(lines, [option.value, 'on one node', 'one', 'edge', option.value]);
    });

    it('pass their exit codes and reasons to error handlers', async () => {
      const handler = {
        exec: 'echo "${result.reason} ${result.resultCode}"',
        keepgoingOnSuccess: true,
      };
      const failing = [
        { exec: 'exit 7', errorhandler: handler },
        { exec: 'kill -s KILL $$', errorhandler: handler },
        { script: 'exit 3', errorhandler: handler },
      ];
      const { lines, status } = await here.runOn(here.node(), failing);
      assert.equal(status, 'succeeded');
      assert.deepEqual(lines.slice(0, 1), ['NonZeroResultCode 7']);
      assert.deepEqual(lines.slice(2), ['NonZeroResultCode 3']);
      const plain = await here.runOn(here.node(), [{ exec: 'exit 7' }]);
      assert.equal(plain.status, 'failed');
      assert.deepEqual(plain.execution.failedNodes, ['one']);
    });

    it('run on many nodes, with the thread count of the job', async () => {
      const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
      await here.nodes(Object.fromEntries(names.map((name) => [name, here.node({ rank: name.slice(1) })])));
      const more = (threadcount: string) => ({
        nodefilters: { filter: 'n.*', dispatch: { threadcount, rankAttribute: 'rank' } },
      });
      const steps = [{ exec: 'echo "${node.name}"' }];
      const all = await here.run({ name: 'many', steps, more: more('20') });
      assert.equal(all.status, 'succeeded');
      assert.deepEqual(all.told.toSorted(), names.map((name) => `1 ${name}: ${name}`).toSorted());
      assert.equal(all.execution.successfulNodes?.length, 40);
      const one = await here.run({ name: 'many', steps, more: more('1') });
      assert.deepEqual(one.lines, names);
    });

    it('share one connection to their node', async () => {
      const script = 'echo "$SSH_CONNECTION"';
      const { lines } = await here.runOn(here.node(), [script, { exec: script }, { exec: script }]);
      assert.equal(lines.length, 3);
      assert.equal(new Set(lines).size, 1);
    });

    it('pass passwords to sudo and to a nested sudo', async () => {
      const other = here.site.user();
      for (const user of [here.user, other]) user.allowSudo();
      await here.store('keys/project/demo/first', here.user.password);
      await here.store('keys/project/demo/second', other.password);
      const node = here.node({
        'sudo-command-enabled': 'true',
        'sudo-password-storage-path': 'keys/project/demo/first',
        'sudo2-command-enabled': 'true',
        'sudo2-password-storage-path': 'keys/project/demo/second',
      });
      const { lines, status, reason } = await here.runOn(node, [
        { exec: 'sudo -k whoami' },
        { exec: `sudo -k -u ${other.name} sudo -k whoami` },
      ]);
      assert.deepEqual([status, lines], ['succeeded', ['root', 'root']], reason?.message);
      const wrong = await here.runOn({ ...node, 'sudo-password-storage-path': 'keys/project/demo/second' }, [
        { exec: 'sudo -k whoami' },
      ]);
      assert.equal(wrong.status, 'failed');
      assert.match(wrong.reason?.message ?? '', /sudo refused the password/);
      assert.ok(!wrong.lines.join().includes(other.password));
    });

    it('end at their time limit', async () => {
      const mark = `600.${Date.now()}`;
      const { status, reason } = await here.runOn(here.node({ 'ssh-command-timeout': '300' }), [
        { exec: `sleep ${mark}` },
      ]);
      assert.equal(status, 'failed');
      assert.match(reason?.message ?? '', /took longer than 0\.3 s/);
      await gone('sleep', mark);
    });
  });
}
