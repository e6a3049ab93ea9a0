import type { KeyKind } from '../../../protocol/entities/key-record.ts';
import type { CommandContext } from '../command.ts';

/** The value of a key: a password is typed unseen, a key comes from a file. */
export async function askValue(
  { desk, prompts }: CommandContext,
  kind: KeyKind,
  title: string,
): Promise<string | undefined> {
  if (kind === 'password') {
    return prompts.text({
      title,
      prompt: 'The password',
      password: true,
      validate: (input) => (input === '' ? 'A password is required' : undefined),
    });
  }
  const [file] = await prompts.openFiles({ title, label: 'Store', filters: { Keys: ['*'] } });
  return file === undefined ? undefined : desk.readFile(file);
}
