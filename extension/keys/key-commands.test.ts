import assert from 'node:assert/strict';
import { KEY_MEDIA_TYPES } from '../../protocol/routes/shapes/key-shapes.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aKey } from '../model/model-fixtures.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { createKey } from './create-key.ts';
import { copyKeyPath, deleteKey, replaceKey, showPublicKey } from './key-commands.ts';
import { newPathProblem } from './key-paths.ts';

const noSubject = { kind: 'none' } as const;
const row = (path: string) => ({ kind: 'key', path }) as const;

describe('key commands', () => {
  const keys = [aKey({ path: 'keys/deploy.pub', kind: 'public' }), aKey({ path: 'keys/project/demo/db' })];
  let calls: unknown[];

  /** Runs a command. Returns the prompts and messages that it showed. */
  async function run(
    command: Command,
    answers: readonly unknown[],
    subject: Subject = noSubject,
    selected: readonly Subject[] = [],
  ): Promise<readonly string[]> {
    calls = [];
    const person = new ScriptedPerson();
    person.answers(answers);
    const client = {
      getPublicKey: async () => ({ text: 'ssh-ed25519 AAAA' }),
      createKey: async (call: { params: { path: string } }) => {
        calls.push(call);
        return { path: `keys/${call.params.path}` };
      },
      updateKey: async (call: unknown) => calls.push(call),
      deleteKey: async (call: unknown) => calls.push(call),
    };
    const editor = {
      copy: async (text: string) => calls.push(`copied ${text}`),
      readFile: async (path: string) => `of ${path}`,
      showText: async (name: string, text: string) => calls.push(`shown ${name}: ${text}`),
    };
    const context = {
      prompts: person.prompts(),
      connection: { client },
      editor,
      model: () => ({ ...EMPTY_MODEL, keys }),
    };
    await command(context as unknown as CommandContext, subject, selected);
    person.finished('it');
    return person.told;
  }

  it('replace the value of a key with the typed password, without showing the password', async () => {
    const told = await run(replaceKey, ['keys/project/demo/db', 'hunter2']);
    const body = { text: 'hunter2', mediaType: KEY_MEDIA_TYPES.password };
    assert.deepEqual(calls, [{ params: { path: 'project/demo/db' }, body }]);
    assert.ok(told.every((text) => !text.includes('hunter2')));
  });

  it('show the key in the confirmation of its deletion', async () => {
    const [, question] = await run(deleteKey, ['keys/deploy.pub', false]);
    assert.deepEqual([question, calls], ['Delete key "keys/deploy.pub"?', []]);
    await run(deleteKey, ['keys/deploy.pub', true]);
    assert.deepEqual(calls, [{ params: { path: 'deploy.pub' } }]);
  });

  it('delete all selected keys and ignore selected folders', async () => {
    const selected = [...keys.map(({ path }) => row(path)), { kind: 'key-folder', path: 'keys' } as const];
    const [question] = await run(deleteKey, [true], selected[0], selected);
    assert.equal(question, 'Delete 2 keys?');
    assert.deepEqual(calls, [{ params: { path: 'deploy.pub' } }, { params: { path: 'project/demo/db' } }]);
  });

  it('prefill the path of a new key from the selected folder, key or project', async () => {
    const starts: [Subject, string][] = [
      [{ kind: 'key-folder', path: 'keys/ssh' }, 'keys/ssh/'],
      [row('keys/project/demo/db'), 'keys/project/demo/'],
      [{ kind: 'project', project: 'demo' }, 'keys/project/demo/'],
      [noSubject, 'keys/'],
    ];
    for (const [subject, start] of starts) {
      const told = await run(createKey, ['Password', `${start}new`, 'secret'], subject);
      assert.ok(told.includes(`Create Key: Path of the key [${start}]`), told.join(' | '));
      assert.match(told.at(-1) ?? '', /"keys\/.*new" stored/);
    }
  });

  it('reject a new path that already exists, or that is a folder or a project', async () => {
    const problem = (path: string) => newPathProblem(path, keys) ?? '';
    assert.match(problem('keys/'), /required/);
    assert.match(problem('keys/ssh/'), /folder.*Add a name/);
    assert.match(problem('project/demo'), /after the project/);
    assert.match(problem('deploy.pub'), /A key "keys\/deploy\.pub" already exists\. .*“Replace Key…”/);
    assert.match(problem('keys/project/demo/db/password'), /^$/);
    assert.match(
      newPathProblem('ssh', [{ path: 'keys/ssh/deploy' }]) ?? '',
      /is a folder that contains "keys\/ssh\/deploy"/,
    );
    const told = await run(createKey, ['Private Key', 'keys/ssh/wrong', [], 'keys/ssh/deploy', ['/id_rsa']]);
    assert.match(told.at(-1) ?? '', /"keys\/ssh\/deploy" stored/);
  });

  it('copy the path of the chosen key', async () => {
    await run(copyKeyPath, ['keys/project/demo/db']);
    assert.deepEqual(calls, ['copied keys/project/demo/db']);
    await run(copyKeyPath, [], row('keys/deploy.pub'));
    assert.deepEqual(calls, ['copied keys/deploy.pub']);
  });

  it('show a public key, but no password', async () => {
    await run(showPublicKey, ['keys/deploy.pub']);
    assert.deepEqual(calls, ['shown deploy.pub.txt: ssh-ed25519 AAAA']);
    await run(showPublicKey, [], row('keys/deploy.pub'));
    assert.deepEqual(calls, ['shown deploy.pub.txt: ssh-ed25519 AAAA']);
    await run(showPublicKey, [], row('keys/project/demo/db'));
    assert.deepEqual(calls, []);
    await assert.rejects(run(showPublicKey, ['keys/project/demo/db']));
  });
});
