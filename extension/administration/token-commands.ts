import * as l10n from '@vscode/l10n';
import { type Command, clientOf } from '../commands/command.ts';
import { required } from '../commands/inputs.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';

/** Creates an API token, and offers to copy its value, which cannot be shown again. */
export const createToken: Command = async (context) => {
  const { editor, prompts } = context;
  const title = l10n.t('Create API Token');
  const form = { name: '', duration: '30d' };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.name,
        prompt: l10n.t('Purpose of the token'),
        placeHolder: l10n.t('nightly reports'),
        validate: required(l10n.t('Purpose')),
      }),
      (name) => Object.assign(form, { name }),
    ),
    ask.one(
      () => ({
        placeHolder: l10n.t('Choose how long the token is valid'),
        choices: [
          { label: l10n.t('30 days'), value: '30d' },
          { label: l10n.t('1 year'), value: '365d' },
          { label: l10n.t('No expiration'), value: '0' },
        ],
      }),
      (duration) => Object.assign(form, { duration }),
    ),
  ]);
  if (!isAnswered) return;
  const { name, duration } = form;
  const created = await clientOf(context).createToken({ body: { name: name.trim(), duration } });
  const pressed = await prompts.inform(
    l10n.t('API token "{0}" created. Copy it now: it is not shown again.', created.name),
    l10n.t('Copy Token'),
  );
  if (pressed !== undefined && created.token !== undefined) await editor.copy(created.token);
};

/** Lists API tokens, and revokes the chosen one. */
export const manageTokens: Command = async (context) => {
  const client = clientOf(context);
  const tokens = await client.listTokens();
  const token = await context.prompts.choose({
    title: l10n.t('Manage API Tokens'),
    placeHolder: tokens.length === 0 ? l10n.t('No API tokens') : l10n.t('Choose a token to revoke'),
    choices: tokens.map((it) => ({
      label: it.name === '' ? it.id : it.name,
      description: `${it.user} · ${it.expiration === null ? l10n.t('does not expire') : l10n.t('expires {0}', it.expiration)}`,
      value: it,
    })),
  });
  if (token === undefined) return;
  const sure = await context.prompts.confirm({
    message: l10n.t('Revoke API token "{0}"?', token.name === '' ? token.id : token.name),
    detail: l10n.t('Clients that use this token can no longer connect.'),
    verb: l10n.t('Revoke'),
  });
  if (sure) await client.deleteToken({ params: { token: token.id } });
};
