import { type Command, clientOf } from '../commands/command.ts';

/** Lists API tokens, and revokes the one that is chosen. */
export const manageTokens: Command = async (context) => {
  const client = clientOf(context);
  const tokens = await client.listTokens();
  const token = await context.prompts.choose({
    title: 'API Tokens',
    placeHolder: tokens.length === 0 ? 'There is no API token' : 'Choose one to revoke it',
    choices: tokens.map((it) => ({
      label: it.name === '' ? it.id : it.name,
      description: `${it.user} · ${it.expiration === null ? 'without an end' : `until ${it.expiration}`}`,
      value: it,
    })),
  });
  if (token === undefined) return;
  const sure = await context.prompts.confirm({
    message: `Revoke API token "${token.name === '' ? token.id : token.name}"?`,
    detail: 'Whoever uses it is refused from now on.',
    verb: 'Revoke',
  });
  if (sure) await client.deleteToken({ params: { token: token.id } });
};
