import assert from 'node:assert/strict';
import type { Command, CommandContext } from '../commands/command.ts';
import { disableRunners, enableRunners } from '../runners/enable-runners.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import { releaseQueued } from './system-commands.ts';
import { createToken, manageTokens } from './token-commands.ts';

const tokens = [
  { id: 't1', name: 'reports', user: 'admin', expiration: null },
  { id: 't2', name: '', user: 'ops', expiration: '2026-12-01' },
];

/** Runs a command. Returns the prompts, and the calls that change the coordinator's state. */
async function run(command: Command, answers: readonly unknown[]) {
  const person = new ScriptedPerson();
  person.answers(answers);
  const calls: unknown[] = [];
  const client = {
    updateSettings: async ({ body }: { body: unknown }) => calls.push(body),
    releaseQueued: async () => calls.push('released'),
    listProjects: async () => [{ name: 'shop' }],
    createToken: async ({ body }: { body: { name: string } }) => {
      calls.push(body);
      return { name: body.name, token: 'secret' };
    },
    listTokens: async () => tokens,
    deleteToken: async ({ params }: { params: unknown }) => calls.push(params),
  };
  const context = { prompts: person.prompts(), connection: { client } } as unknown as CommandContext;
  await command(context, { kind: 'none' }, []);
  person.finished('it');
  return { told: person.told, calls };
}

describe('commands on the system', () => {
  it('disable runners only after a confirmation, and enable them at once', async () => {
    assert.deepEqual((await run(disableRunners, [false])).calls, []);
    assert.deepEqual((await run(disableRunners, [true])).calls, [{ runners: { enabled: false } }]);
    assert.deepEqual((await run(enableRunners, [])).calls, [{ runners: { enabled: true } }]);
  });

  it('release queued work only after a confirmation', async () => {
    assert.deepEqual((await run(releaseQueued, [false])).calls, []);
    assert.deepEqual((await run(releaseQueued, [true])).calls, ['released']);
  });

  it('create an API token that is limited to a project and to networks, if both are chosen', async () => {
    const choices = ['reports', '30 days', 'shop', '10.0.0.0/8, 192.0.2.7'];
    assert.deepEqual((await run(createToken, choices)).calls, [
      { name: 'reports', duration: '30d', projects: ['shop'], networks: ['10.0.0.0/8', '192.0.2.7'] },
    ]);
    const plain = await run(createToken, ['reports', '90 days', 'All projects', '']);
    assert.deepEqual(plain.calls, [{ name: 'reports', duration: '90d' }]);
  });

  it('revoke the chosen API token after a confirmation that shows the name of the token', async () => {
    const { told, calls } = await run(manageTokens, ['reports', true]);
    assert.equal(told.at(-1), 'Revoke API token "reports"?');
    assert.deepEqual(calls, [{ token: 't1' }]);
    assert.deepEqual((await run(manageTokens, ['t2', false])).calls, []);
  });
});
