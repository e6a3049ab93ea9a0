import { type Command, Option } from 'commander';
import { KeyKind } from '../../protocol/entities/key-record.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { KEY_MEDIA_TYPES, type KeyFile, type KeyListing } from '../../protocol/routes/shapes/key-shapes.ts';
import { readSecret } from '../arguments/read-secret.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print, printTable } from '../session/print.ts';
import type { ClientSession } from '../session/session.ts';

interface ValueOptions {
  readonly type?: KeyKind;
  readonly file?: string;
}

/** Declares `outrunner key …`. */
export function keyCommands(program: Command, host: Host): void {
  const group = program
    .command('key')
    .description('manage key storage: private keys, public keys, passwords');

  clientAction<[string | undefined]>(
    host,
    group.command('list').argument('[path]').description('list the keys below a path'),
    async (session, path) => {
      const found = await get(session, path ?? '');
      const listing = 'resources' in found ? found.resources : [found];
      await printTable(session, listing, {
        PATH: (it) => (it.type === 'directory' ? `${it.path}/` : it.path),
        TYPE: (it) => (it.type === 'file' ? kindOf(it) : ''),
        MODIFIED: (it) => (it.type === 'file' ? it.meta['Rundeck-content-modify-time'] : ''),
      });
    },
  );

  clientAction<[string, { content?: boolean }]>(
    host,
    group
      .command('show')
      .argument('<path>')
      .description('show the metadata of a key')
      .option('--content', 'print the value of a public key instead'),
    async (session, path, options) => {
      if (options.content === true) {
        const params = { path: below(path) };
        return session.streams
          .out((await session.client.getPublicKey({ params })).text)
          .then(() => undefined);
      }
      return print(session, await get(session, path), (it) =>
        [`${it.path}\n`, ...('meta' in it ? metaLines(it) : [])].join(''),
      ).then(() => undefined);
    },
  );

  clientAction<[string, ValueOptions]>(
    host,
    withValue(
      group.command('create').description('store a key, with the value from stdin or a file'),
      'kind of the key (default: password)',
    ),
    async (session, path, options) => {
      const body = await givenValue(options, options.type ?? 'password');
      const made = await session.client.createKey({ params: { path: below(path) }, body });
      await print(session, made, (it) => `${it.path}\n`);
    },
  );

  clientAction<[string, ValueOptions]>(
    host,
    withValue(
      group.command('update').description('replace the value of a key, read from stdin or a file'),
      'new kind of the key (default: unchanged)',
    ),
    async (session, path, options) => {
      const type = options.type ?? kindOf(await getKey(session, path));
      const body = await givenValue(options, type);
      const changed = await session.client.updateKey({ params: { path: below(path) }, body });
      await print(session, changed, (it) => `${it.path}\n`);
    },
  );

  clientAction<[string]>(
    host,
    group.command('delete').argument('<path>').description('delete a key'),
    async (session, path) => {
      await session.client.deleteKey({ params: { path: below(path) } });
    },
  );
}

function withValue(command: Command, type: string): Command {
  return command
    .argument('<path>', 'such as keys/project/NAME/database/password')
    .addOption(new Option('--type <type>', type).choices(KeyKind.options))
    .option('--file <file>', 'file with the value (default: standard input)');
}

/** Reads the value of a key. Removes the trailing newline of a password. */
async function givenValue({ file }: ValueOptions, type: KeyKind) {
  const value = await readSecret(file);
  const text = type === 'password' ? value.replace(/\r?\n$/, '') : value;
  if (text === '')
    throw new OutrunnerError('usage', {
      problem: 'The value is empty.',
      remedy: 'Pass it on standard input, or in a file with --file FILE.',
    });
  return { text, mediaType: KEY_MEDIA_TYPES[type] };
}

/** Strips the optional prefix `keys/` from a path. Throws `usage` for a key that a runner stores. */
function below(path: string): string {
  if (/^\/*runner(?:\/|$)/.test(path))
    throw new OutrunnerError('usage', {
      problem: `"${path}" is a key of a runner, which the coordinator does not store.`,
      remedy: 'Store it on the runner: by default in the folder keys of its data dir.',
    });
  return path.replace(/^\/+/, '').replace(/^keys(?:\/|$)/, '');
}

async function get({ client }: ClientSession, path: string): Promise<KeyListing | KeyFile> {
  const params = { path: below(path) };
  return params.path === '' ? client.listKeys() : client.getKey({ params });
}

/** Returns a key's metadata. Throws `not-found` if the path has no key, or is a folder. */
async function getKey(session: ClientSession, path: string): Promise<KeyFile> {
  const found = await get(session, path);
  if ('meta' in found) return found;
  throw new OutrunnerError('not-found', { kind: 'Key', name: found.path });
}

function kindOf({ meta }: KeyFile): KeyKind {
  return meta['Rundeck-key-type'] ?? 'password';
}

function metaLines(key: KeyFile): string[] {
  return [
    `type=${kindOf(key)}\n`,
    `created=${key.meta['Rundeck-content-creation-time']} by ${key.meta['Rundeck-auth-created-username']}\n`,
    `modified=${key.meta['Rundeck-content-modify-time']} by ${key.meta['Rundeck-auth-modified-username']}\n`,
  ];
}
