import assert from 'node:assert/strict';
import type { Command, CommandContext } from '../commands/command.ts';
import { setProjectMode } from '../projects/set-project-mode.ts';
import { disableRunners, enableRunners } from '../runners/enable-runners.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import { releaseQueued, setExecutionMode } from './system-commands.ts';
import { createToken, manageTokens } from './token-commands.ts';

const tokens = [
  { id: 't1', name: 'reports', user: 'admin', expiration: null },
  { id: 't2', name: '', user: 'ops', expiration: '2026-12-01' },
];

/** Runs a command. Returns the prompts, and the calls that change the coordinator's state. */
async function run(command: Command, answers: readonly unknown[], isActive = true) {
  const person = new ScriptedPerson();
  person.answers(answers);
  const calls: unknown[] = [];
  const client = {
    updateSettings: async ({ body }: { body: unknown }) => calls.push(body),
    enableExecutions: async () => calls.push('active'),
    disableExecutions: async () => calls.push('passive'),
    enableExecutionsLater: later('active', calls),
    disableExecutionsLater: later('passive', calls),
    getProject: async () => ({ config: { 'project.disable.schedule': 'true' } }),
    setProjectProperty: async ({ params, body }: { params: object; body: object }) =>
      calls.push({ ...params, ...body }),
    enableProjectLater: later('enable', calls),
    disableProjectLater: later('disable', calls),
    releaseQueued: async () => calls.push('released'),
    listProjects: async () => [{ name: 'shop' }],
    createToken: async ({ body }: { body: { name: string } }) => {
      calls.push(body);
      return { name: body.name, token: 'secret' };
    },
    listTokens: async () => tokens,
    deleteToken: async ({ params }: { params: unknown }) => calls.push(params),
  };
  const model = () => ({ isActive, projects: [{ name: 'shop', description: '' }] });
  const context = { prompts: person.prompts(), model, connection: { client } } as unknown as CommandContext;
  await command(context, { kind: 'none' }, []);
  person.finished('it');
  return { told: person.told, calls };
}

/** Returns a call that plans a change; refused with a delay of 9h. */
function later(act: string, calls: unknown[]) {
  return async ({ body }: { body: { value: string } }) => {
    calls.push([act, body]);
    return { saved: body.value !== '9h', msg: 'already planned' };
  };
}

describe('commands on the system', () => {
  it('disable runners only after a confirmation, and enable them at once', async () => {
    assert.deepEqual((await run(disableRunners, [false])).calls, []);
    assert.deepEqual((await run(disableRunners, [true])).calls, [{ runners: { enabled: false } }]);
    assert.deepEqual((await run(enableRunners, [])).calls, [{ runners: { enabled: true } }]);
  });

  it('change the execution mode at once, or plan the other mode after a valid delay', async () => {
    assert.deepEqual((await run(setExecutionMode, ['Passive'])).calls, ['passive']);
    assert.deepEqual((await run(setExecutionMode, ['Active'])).calls, []);
    assert.deepEqual((await run(setExecutionMode, ['Active'], false)).calls, ['active']);
    const planned = await run(setExecutionMode, ['Passive Later…', '2h30m']);
    assert.deepEqual(planned.calls, [['passive', { value: '2h30m' }]]);
    assert.equal(planned.told.at(-1), 'The coordinator becomes passive in 2h30m.');
    const enabled = await run(setExecutionMode, ['Active Later…', '1d'], false);
    assert.deepEqual(enabled.calls, [['active', { value: '1d' }]]);
    assert.equal((await run(setExecutionMode, ['Passive Later…', '9h'])).told.at(-1), 'already planned');
    await assert.rejects(run(setExecutionMode, ['Passive Later…', 'soon']), /2h30m/);
  });

  it('change the executions and schedules of a project at once, or plan the change', async () => {
    const project = 'shop';
    assert.deepEqual((await run(setProjectMode, ['Disable Executions'])).calls, [
      { project, property: 'project.disable.executions', value: 'true' },
    ]);
    assert.deepEqual((await run(setProjectMode, ['Enable Schedules'])).calls, [
      { project, property: 'project.disable.schedule', value: 'false' },
    ]);
    assert.deepEqual((await run(setProjectMode, ['Disable Executions Later…', '3m'])).calls, [
      ['disable', { type: 'executions', value: '3m' }],
    ]);
    assert.deepEqual((await run(setProjectMode, ['Enable Schedules Later…', '3m'])).calls, [
      ['enable', { type: 'schedule', value: '3m' }],
    ]);
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
