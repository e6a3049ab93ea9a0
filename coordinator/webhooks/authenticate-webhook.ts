import type { IncomingMessage } from 'node:http';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { FailedLogins } from '../access/failed-logins.ts';
import type { Principal } from '../access/policy.ts';
import { isHashOf, type WebhookIndex } from './webhook-index.ts';

export interface AuthenticateWebhookParts {
  readonly webhooks: Pick<WebhookIndex, 'find'>;
  readonly failedLogins: Pick<FailedLogins, 'failed'>;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Called for each event with a valid token and authorization. */
  readonly onProven: (request: IncomingMessage, webhook: string) => void;
}

/**
 * Returns the principal of an event: the user and roles of the webhook with this token. Throws `webhook-not-found`,
 * `webhook-unauthorized`, `webhook-disabled` or `too-many-failed-logins`.
 */
export function authenticateWebhook(
  request: IncomingMessage,
  token: string,
  { webhooks, failedLogins, addressOf, onProven }: AuthenticateWebhookParts,
): Principal {
  const address = addressOf(request);
  const webhook = webhooks.find(token);
  if (webhook === undefined)
    throw failedLogins.failed({ address, kind: 'webhook token' }) ?? new OutrunnerError('webhook-not-found');
  const name = `webhook ${webhook.id}`;
  const { authorizationHash } = webhook;
  if (authorizationHash !== undefined && !isAuthorized(authorizationHash, request.headers.authorization))
    throw (
      failedLogins.failed({ address, kind: 'webhook authorization', credential: name }) ??
      new OutrunnerError('webhook-unauthorized')
    );
  if (!webhook.enabled) throw new OutrunnerError('webhook-disabled');
  onProven(request, name);
  const { id, user, roles, projects } = webhook;
  return { user, roles, tokenId: name, webhook: id, projects, from: address };
}

/** Accepts the authorization string alone, as in Rundeck, or after the scheme `Bearer`. */
function isAuthorized(hash: string, header: string | undefined): boolean {
  return header !== undefined && isHashOf(hash, header.replace(/^Bearer +/i, ''));
}
