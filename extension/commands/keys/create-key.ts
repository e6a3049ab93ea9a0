import type { KeyKind } from '../../../protocol/entities/key-record.ts';
import { KEY_MEDIA_TYPES } from '../../../protocol/routes/shapes/key-shapes.ts';
import type { Subject } from '../../views/tree-node.ts';
import { type Command, clientOf } from '../command.ts';
import { required } from '../inputs.ts';
import { askValue } from './ask-value.ts';
import { belowKeys } from './key-paths.ts';

const TITLE = 'Create Key';

/** Stores a password, a private or a public key. What is stored of the first two is never shown again. */
export const createKey: Command = async (context, subject) => {
  const { prompts } = context;
  const kind = await prompts.choose<KeyKind>({
    title: `${TITLE} (1/3)`,
    placeHolder: 'What it is',
    choices: [
      {
        label: 'Password',
        detail: 'Typed here, for options and nodes; never shown again',
        value: 'password',
      },
      { label: 'Private Key', detail: 'Read from a file; never shown again', value: 'private' },
      { label: 'Public Key', detail: 'Read from a file', value: 'public' },
    ],
  });
  if (kind === undefined) return;
  const typed = await prompts.text({
    title: `${TITLE} (2/3)`,
    prompt: 'Its path',
    value: folderOf(subject),
    placeHolder: 'keys/project/operations/database/password',
    validate: (input) => required('A path')(belowKeys(input)),
  });
  if (typed === undefined) return;
  const text = await askValue(context, kind, `${TITLE} (3/3)`);
  if (text === undefined) return;
  const made = await clientOf(context).createKey({
    params: { path: belowKeys(typed) },
    body: { text, mediaType: KEY_MEDIA_TYPES[kind] },
  });
  await prompts.inform(`"${made.path}" is stored${kind === 'public' ? '' : ', and is not shown again'}.`);
};

/** What a new path begins with: the folder that the command was called on, or that of the key. */
function folderOf(subject: Subject): string {
  if (subject.kind === 'key-folder') return `${subject.path}/`;
  if (subject.kind === 'key') return subject.path.slice(0, subject.path.lastIndexOf('/') + 1);
  if (subject.kind === 'project') return `keys/project/${subject.project}/`;
  return 'keys/';
}
