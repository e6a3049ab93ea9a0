import type { BlockList } from 'node:net';
import type { Express } from 'express';
import type { Settings } from '../../protocol/entities/settings.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { FailedLogins } from '../access/failed-logins.ts';
import type { Policy, Principal } from '../access/policy.ts';
import type { RefusedLogin } from '../access/refused-logins.ts';
import { type TokenClock, TokenIndex } from '../access/token-index.ts';
import type { TokenUses } from '../access/token-uses.ts';
import { createApp } from '../http/app.ts';
import { authenticate } from '../http/authenticate.ts';
import type { ConnectionGate } from '../http/connection-gate.ts';
import type { Handlers } from '../http/handler.ts';
import { loggedPath } from '../http/logged-path.ts';
import { OpenStreams } from '../http/streams/open-streams.ts';
import { clientAddress, isFromProxy, isLoopback } from '../network/addresses.ts';
import { CallerRequests } from '../network/caller-requests.ts';
import { HTTP_LIMITS } from '../network/limits.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Damages } from '../store/files/damages.ts';
import { ownerName } from '../system/system.ts';
import { authenticateWebhook } from '../webhooks/authenticate-webhook.ts';
import { WebhookIndex } from '../webhooks/webhook-index.ts';
import type { Log } from './lifecycle/log.ts';
import type { CoordinatorAddresses } from './listeners/coordinator-addresses.ts';
import type { Metrics } from './metrics.ts';

export interface ManagementParts {
  readonly handlers: Handlers;
  readonly policy: Policy;
  readonly definitions: CoordinatorDefinitions;
  readonly settings: () => Settings;
  /** See {@link RouterParts.audited}. */
  readonly audited: () => Promise<void>;
  readonly onRefusedLogin: (login: RefusedLogin) => void;
  readonly onRefusedAccess: (access: RefusedLogin) => void;
  /** Addresses of the declared proxies. */
  readonly proxies: BlockList;
  readonly addresses: CoordinatorAddresses;
  readonly gate: ConnectionGate;
  readonly metrics: Metrics;
  readonly damages: Pick<Damages, 'count'>;
  readonly metricsOpen: boolean;
  readonly log: Log;
  readonly clock: TokenClock;
  readonly tokenUses: Pick<TokenUses, 'used'>;
}

/** The management API of a coordinator. */
export interface Management {
  readonly app: Express;
  /** Makes `/readyz` report that the coordinator is ready. */
  ready(): void;
  /** Ends all streams, and makes `/readyz` report that the coordinator is no longer ready. */
  end(): void;
  close(): void;
}

export async function createManagement(parts: ManagementParts): Promise<Management> {
  const { addresses, proxies, gate, metrics, log, settings } = parts;
  const tokens = await TokenIndex.open(parts.definitions, parts.clock);
  const webhooks = await WebhookIndex.open(parts.definitions);
  const ending = new AbortController();
  const proven = (request: Parameters<typeof clientAddress>[0], id: string) =>
    gate.proven(request.socket, id);
  const login = {
    tokens,
    failedLogins: new FailedLogins(() => performance.now(), parts.onRefusedLogin),
    addressOf: (request: Parameters<typeof clientAddress>[0]) => clientAddress(request, proxies),
    isOwner: (request: Parameters<typeof clientAddress>[0]) => addresses.isOwner(request),
    ownerName: ownerName(),
    onProven: (request: Parameters<typeof clientAddress>[0], tokenId: string) => {
      proven(request, tokenId);
      parts.tokenUses.used(tokenId);
    },
  };
  /** The callers of requests that are being answered. */
  const principals = new WeakMap<object, Principal>();
  let notReady: string | undefined = 'the coordinator is starting';
  const app = createApp({
    handlers: parts.handlers,
    authenticate: (request) => {
      const principal = authenticate(request, login);
      principals.set(request, principal);
      return principal;
    },
    onForbidden: (request) => {
      const principal = principals.get(request);
      if (principal === undefined) return;
      const { user, tokenId, from } = principal;
      parts.onRefusedAccess({
        address: from,
        credential: `${request.method} ${loggedPath(request.path)}`,
        detail: 'the caller lacks the right',
        caller: { who: user, ...(tokenId === undefined ? {} : { token: tokenId }) },
      });
    },
    authenticateWebhook: (request, token) =>
      authenticateWebhook(request, token, { ...login, webhooks, onProven: proven }),
    onTokenGone: (id, gone) => tokens.onGone(id, gone),
    policy: parts.policy,
    settings,
    requests: new CallerRequests({ ofOne: HTTP_LIMITS.requestsOfOne.value }),
    streams: new OpenStreams({ ofOne: () => settings().limits.streamsPerCaller }),
    audited: parts.audited,
    ending: ending.signal,
    ownHostNames: () => addresses.ownHostNames(),
    isTrustedHop: (request) => addresses.isOwner(request) || isFromProxy(request, proxies),
    notReady: () => notReady,
    damaged: () => parts.damages.count,
    metrics: () => metrics.text(),
    metricsOpenTo: (request) =>
      addresses.isOwner(request) || (parts.metricsOpen && isLoopback(clientAddress(request, proxies))),
    onAnswered: (status) => metrics.answered(status),
    onUnexpected: (error, reference, request) =>
      log.error(
        {
          reference,
          request,
          problem: problemOf(error),
          stack: error instanceof Error ? error.stack : undefined,
        },
        'a request failed unexpectedly',
      ),
  });
  return {
    app,
    ready: () => {
      notReady = undefined;
    },
    end: () => {
      notReady = 'the coordinator is stopping';
      ending.abort();
    },
    close: () => {
      tokens.close();
      webhooks.close();
    },
  };
}
