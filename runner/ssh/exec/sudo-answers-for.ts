import type { RemotePrompt } from '../../link/remote-step.ts';
import type { NodeEndpoint } from '../endpoint/node-endpoint.ts';
import type { SecretResolver } from '../endpoint/secret-reference.ts';
import type { SudoSettings } from '../endpoint/sudo-settings.ts';

/**
 * Resolves to the prompts that a command may cause on a node, with their passwords. Empty if no setting is enabled or
 * none matches the command.
 */
export async function sudoAnswersFor(
  endpoint: NodeEndpoint,
  command: string,
  resolve: SecretResolver,
): Promise<RemotePrompt[]> {
  const [first = ''] = command.trimStart().split(/\s/, 1);
  const { sudo, secondSudo } = endpoint;
  const expected: SudoSettings[] = [];
  if (sudo?.command.find(first)) expected.push(sudo);
  if (secondSudo?.command.find(command)) expected.push(secondSudo);
  return Promise.all(
    expected.map(async ({ password, prompt, refusal, promptLines, responseLines }) => ({
      prompt: prompt.pattern,
      refusal: refusal.pattern,
      promptLines,
      responseLines,
      password: await resolve(password),
    })),
  );
}
