import assert from 'node:assert/strict';
import { KEY_MEDIA_TYPES, type KeyFile, type KeyFolder } from '../../../protocol/routes/shapes/key-shapes.ts';
import { ScriptedPerson } from '../../testing/scripted-person.ts';
import type { Command, CommandContext } from '../command.ts';
import { deleteKey, manageKeys, replaceKey } from './manage-keys.ts';

const nobody = { kind: 'none' } as const;

function file(path: string, kind: 'password' | 'public'): KeyFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const time = '2026-01-02T03:04:05Z';
  const meta = {
    'Rundeck-content-type': KEY_MEDIA_TYPES[kind],
    'Rundeck-content-creation-time': time,
    'Rundeck-content-modify-time': time,
    'Rundeck-auth-created-username': 'admin',
    'Rundeck-auth-modified-username': 'ann',
    ...(kind === 'public' ? { 'Rundeck-key-type': kind } : { 'Rundeck-data-type': 'password' as const }),
  };
  return { type: 'file', path, name, url: '', meta } as KeyFile;
}
const folder = (path: string): KeyFolder => ({ type: 'directory', path, name: path, url: '' });

describe('managing keys in VS Code', () => {
  const listings: Readonly<Record<string, readonly (KeyFile | KeyFolder)[]>> = {
    '': [folder('keys/project'), file('keys/deploy.pub', 'public')],
    project: [file('keys/project/db', 'password')],
  };
  let calls: unknown[];

  /** What the person was told. */
  async function run(command: Command, answers: readonly unknown[]): Promise<readonly string[]> {
    calls = [];
    const person = new ScriptedPerson();
    person.answers(answers);
    const client = {
      listKeys: async () => ({ resources: listings[''] }),
      getKey: async ({ params }: { params: { path: string } }) => ({ resources: listings[params.path] }),
      getPublicKey: async () => ({ text: 'ssh-ed25519 AAAA' }),
      updateKey: async (call: unknown) => calls.push(call),
      deleteKey: async (call: unknown) => calls.push(call),
    };
    const desk = {
      copy: async (text: string) => calls.push(`copied ${text}`),
      showText: async (name: string, text: string) => calls.push(`shown ${name}: ${text}`),
    };
    const context = { prompts: person.prompts(), connection: { client }, desk };
    await command(context as unknown as CommandContext, nobody, []);
    person.finished('it');
    return person.told;
  }

  it('replaces the value of a key in any folder, by what is typed unseen', async () => {
    const told = await run(replaceKey, ['keys/project/db', 'hunter2']);
    const body = { text: 'hunter2', mediaType: KEY_MEDIA_TYPES.password };
    assert.deepEqual(calls, [{ params: { path: 'project/db' }, body }]);
    assert.ok(told.every((text) => !text.includes('hunter2')));
  });

  it('deletes a key after it was named in a question', async () => {
    const [, question] = await run(deleteKey, ['keys/deploy.pub', false]);
    assert.deepEqual([question, calls], ['Delete key "keys/deploy.pub"?', []]);
    await run(deleteKey, ['keys/deploy.pub', true]);
    assert.deepEqual(calls, [{ params: { path: 'deploy.pub' } }]);
  });

  it('copies paths, and shows public keys alone', async () => {
    await run(manageKeys, ['keys/project/db', 'Copy Path']);
    assert.deepEqual(calls, ['copied keys/project/db']);
    await run(manageKeys, ['keys/deploy.pub', 'Show Public Key']);
    assert.deepEqual(calls, ['shown deploy.pub.txt: ssh-ed25519 AAAA']);
    await assert.rejects(run(manageKeys, ['keys/project/db', 'Show Public Key']));
  });
});
