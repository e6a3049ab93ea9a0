import * as l10n from '@vscode/l10n';
import type { KeyKind } from '../../protocol/entities/key-record.ts';
import { KEY_MEDIA_TYPES } from '../../protocol/routes/shapes/key-shapes.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { answered, askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';
import type { Subject } from '../tree/tree-node.ts';
import { askKeyValueStep } from './ask-value.ts';
import { belowKeys, newPathProblem } from './key-paths.ts';

const kindChoices = (): readonly { label: string; detail: string; value: KeyKind }[] => [
  {
    label: l10n.t('Password'),
    detail: l10n.t('Typed here, for options and nodes. Never shown again'),
    value: 'password',
  },
  { label: l10n.t('Private Key'), detail: l10n.t('Read from a file. Never shown again'), value: 'private' },
  { label: l10n.t('Public Key'), detail: l10n.t('Read from a file'), value: 'public' },
];

/** Stores a password, a private key or a public key. Passwords and private keys cannot be shown again. */
export const createKey: Command = async (context, subject) => {
  const { model, prompts } = context;
  const title = l10n.t('Create Key');
  const form: { kind: KeyKind; path: string; text: string } = {
    kind: 'password',
    path: folderOf(subject),
    text: '',
  };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.one<KeyKind>(
      () => ({
        placeHolder: l10n.t('Choose the kind of key'),
        choices: kindChoices().map((it) => ({ ...it, picked: it.value === form.kind })),
      }),
      (kind) => Object.assign(form, { kind }),
    ),
    ask.text(
      () => ({
        prompt: l10n.t('Path of the key'),
        value: form.path,
        placeHolder: 'keys/project/operations/database/password',
        validate: (input) => newPathProblem(input, model().keys),
      }),
      (path) => Object.assign(form, { path }),
    ),
    async (step) =>
      answered(await askKeyValueStep(context, form.kind, { title, step }), (text) =>
        Object.assign(form, { text }),
      ),
  ]);
  if (!isAnswered) return;
  const { kind, path, text } = form;
  const made = await clientOf(context).createKey({
    params: { path: belowKeys(path) },
    body: { text, mediaType: KEY_MEDIA_TYPES[kind] },
  });
  await prompts.inform(
    kind === 'public'
      ? l10n.t('Key "{0}" stored.', made.path)
      : l10n.t('Key "{0}" stored. Its value cannot be shown again.', made.path),
  );
};

/** Returns the start of a new path: the subject's folder, the folder of its key, or that of its project. */
function folderOf(subject: Subject): string {
  if (subject.kind === 'key-folder') return `${subject.path}/`;
  if (subject.kind === 'key') return subject.path.slice(0, subject.path.lastIndexOf('/') + 1);
  if (subject.kind === 'project') return `keys/project/${subject.project}/`;
  return 'keys/';
}
