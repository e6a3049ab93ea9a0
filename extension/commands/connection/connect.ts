import { originOf } from '../../../protocol/client/endpoint.ts';
import type { Command } from '../command.ts';

/** Connects to a remote coordinator: asks for its address and a token, which is kept for that origin alone. */
export const connect: Command = async ({ connection, prompts, saved }) => {
  const before = saved.read();
  const url = await prompts.text({
    title: 'Connect to Coordinator (1/2)',
    prompt: 'Address of the coordinator',
    placeHolder: 'https://coordinator.example:4440',
    value: before?.kind === 'remote' ? before.url : '',
    validate: urlProblem,
  });
  if (url === undefined) return;
  const address = url.trim().replace(/\/+$/, '');
  const token = await prompts.text({
    title: 'Connect to Coordinator (2/2)',
    prompt: `API token for ${new URL(address).origin}. It is kept in the secret storage.`,
    password: true,
    validate: (input) => (input.trim() === '' ? 'A token is required' : undefined),
  });
  if (token === undefined) return;
  await saved.saveToken(originOf({ kind: 'url', url: address }), token.trim());
  const state = await connection.connect({ kind: 'remote', url: address });
  if (state.kind === 'refused' || state.kind === 'unreachable') await prompts.error(state.problem);
};

function urlProblem(input: string): string | undefined {
  const text = input.trim();
  if (!URL.canParse(text)) return 'Not an address: it begins with https:// or http://';
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'Only https and http are supported';
  const near = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'http:' && !near
    ? 'Beyond this machine only https is used, to keep the token secret'
    : undefined;
}
