import * as l10n from '@vscode/l10n';
import { originOf } from '../../../protocol/client/endpoint.ts';
import type { Command } from '../../commands/command.ts';
import { required } from '../../commands/inputs.ts';
import { askInTurn, FormQuestions } from '../../prompts/ask-in-turn.ts';
import { urlProblem } from '../url-problem.ts';
import { useCoordinator } from './use-coordinator.ts';

/** Asks for the URL of a coordinator and for a token, stores the token for that origin only, and connects. */
export const connect: Command = async (context) => {
  const { prompts, saved } = context;
  const before = saved.read();
  const title = l10n.t('Connect to Coordinator');
  const form = { url: before?.kind === 'remote' ? before.url : '', token: '' };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.url,
        prompt: l10n.t('URL of the coordinator'),
        placeHolder: 'https://coordinator.example:4440',
        validate: (input) => urlProblem(input, saved.allowsPlaintext()),
      }),
      (url) => Object.assign(form, { url: url.trim().replace(/\/+$/, '') }),
    ),
    ask.text(
      () => ({
        password: true,
        prompt: l10n.t('API token for {0}. It is stored in the secret storage.', new URL(form.url).origin),
        validate: required(l10n.t('API token')),
      }),
      (token) => Object.assign(form, { token: token.trim() }),
    ),
  ]);
  if (!isAnswered) return;
  const { url: address, token } = form;
  await saved.saveToken(originOf({ kind: 'url', url: address }), token);
  await useCoordinator(context, { kind: 'remote', url: address });
};

/** Disconnects from the coordinator. The window does not reconnect when it is reopened. */
export const disconnect: Command = async ({ connection }) => connection.disconnect();
