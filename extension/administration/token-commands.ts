import * as l10n from '@vscode/l10n';
import type { ProjectName } from '../../protocol/ids.ts';
import type { CreateToken, TokenInfo } from '../../protocol/routes/shapes/token-shapes.ts';
import { commaList } from '../../support/text/comma-list.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { required } from '../commands/inputs.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';

interface TokenForm {
  readonly name: string;
  readonly duration: string;
  /** Empty: all projects. */
  readonly projects: readonly ProjectName[];
  /** Separated by commas; empty: any. */
  readonly networks: string;
}

/** Creates an API token, and offers to copy its value, which cannot be shown again. */
export const createToken: Command = async (context) => {
  const { editor, prompts } = context;
  const title = l10n.t('Create API Token');
  const form: TokenForm = { name: '', duration: '90d', projects: [], networks: '' };
  const client = clientOf(context);
  const projects = await client.listProjects();
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
          { label: l10n.t('90 days'), value: '90d' },
          { label: l10n.t('30 days'), value: '30d' },
          { label: l10n.t('1 year'), value: '365d' },
          { label: l10n.t('No expiration'), value: '0' },
        ],
      }),
      (duration) => Object.assign(form, { duration }),
    ),
    ask.one<readonly ProjectName[]>(
      () => ({
        placeHolder: l10n.t('Choose where the token can be used'),
        choices: [
          { label: l10n.t('All projects'), value: [] },
          ...projects.map(({ name }) => ({ label: name, value: [name] })),
        ],
      }),
      (chosen) => Object.assign(form, { projects: chosen }),
    ),
    ask.text(
      () => ({
        value: form.networks,
        prompt: l10n.t(
          'Addresses and networks from which the token can be used, separated by commas. Empty: any.',
        ),
        placeHolder: '10.0.0.0/8, 192.0.2.7',
      }),
      (networks) => Object.assign(form, { networks }),
    ),
  ]);
  if (!isAnswered) return;
  const created = await client.createToken({ body: tokenOf(form) });
  const pressed = await prompts.inform(
    l10n.t('API token "{0}" created. Copy it now: it is not shown again.', created.name),
    l10n.t('Copy Token'),
  );
  if (pressed !== undefined && created.token !== undefined) await editor.copy(created.token);
};

function tokenOf({ name, duration, projects, networks }: TokenForm): CreateToken {
  const named = commaList(networks);
  return {
    name: name.trim(),
    duration,
    ...(projects.length === 0 ? {} : { projects: [...projects] }),
    ...(named.length === 0 ? {} : { networks: named }),
  };
}

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
      detail: usesOf(it),
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

/** Describes the last use of a token, and where it can be used if it is limited. */
function usesOf({ lastUsed, projects, networks }: TokenInfo): string {
  return [
    typeof lastUsed === 'string' ? l10n.t('last used {0}', lastUsed) : l10n.t('never used'),
    ...(projects === undefined ? [] : [l10n.t('only in {0}', projects.join(', '))]),
    ...(networks === undefined ? [] : [l10n.t('only from {0}', networks.join(', '))]),
  ].join(' · ');
}
