import type { IncomingMessage } from 'node:http';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { FailedLogins } from '../access/failed-logins.ts';
import { ADMINISTRATOR_ROLE, type Principal } from '../access/policy.ts';
import type { TokenIndex } from '../access/token-index.ts';

export const TOKEN_HEADER = 'x-rundeck-auth-token';

export interface AuthenticateParts {
  readonly tokens: TokenIndex;
  readonly failedLogins: FailedLogins;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Returns whether the request came over the local socket, which only the owner of this process can open. */
  readonly isOwner: (request: IncomingMessage) => boolean;
  /** Name of the owner of this process. */
  readonly ownerName: string;
  /** Called for each request with a valid token. */
  readonly onProven: (request: IncomingMessage, tokenId: string) => void;
}

/** Returns the principal of a request. Throws `unauthorized`, `token-network` or `too-many-failed-logins`. */
export function authenticate(request: IncomingMessage, parts: AuthenticateParts): Principal {
  const from = parts.addressOf(request);
  const value = request.headers[TOKEN_HEADER];
  if (typeof value !== 'string' || value === '') {
    if (parts.isOwner(request)) return { user: parts.ownerName, roles: [ADMINISTRATOR_ROLE], from };
    throw new OutrunnerError('unauthorized');
  }
  const token = parts.tokens.find(value);
  if (token === undefined) {
    // Only requests with invalid tokens are limited. A valid token passes regardless of failures from the same address.
    throw (
      parts.failedLogins.failed({ address: from, kind: 'API token' }) ?? new OutrunnerError('unauthorized')
    );
  }
  const { id, user, roles, byPolicies, expiresAt, projects, networks } = token;
  if (!parts.tokens.isUsableFrom(token, from)) {
    const detail = `token ${id} of ${user} may only be used from ${(networks ?? []).join(', ')}`;
    throw (
      parts.failedLogins.failed({ address: from, kind: 'API token used outside its networks', detail }) ??
      new OutrunnerError('token-network', { address: from })
    );
  }
  parts.onProven(request, id);
  return { user, roles, byPolicies, tokenId: id, expiresAt, projects, networks, from };
}
