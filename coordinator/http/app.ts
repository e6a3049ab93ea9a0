import { randomBytes } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { OutrunnerError, toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { Caller } from '../access/caller.ts';
import { checkHost, type OwnHostNames } from './host-check.ts';
import { loggedPath } from './logged-path.ts';
import { mountRoutes, type RouterParts } from './router.ts';
import { sendError, sendJson, sendText } from './send-reply.ts';

export interface AppParts extends RouterParts {
  readonly ownHostNames: () => OwnHostNames;
  /**
   * Returns whether the request came over the local socket or from a declared proxy. The Host header of such a request
   * needs no check.
   */
  readonly isTrustedHop: (request: Request) => boolean;
  /** Returns why the coordinator is not ready; undefined if it is ready. */
  readonly notReady: () => string | undefined;
  /** Returns the number of damaged files in the data dir. */
  readonly damaged: () => number;
  readonly metrics: () => string;
  /** Returns whether the request may read the metrics without a token. */
  readonly metricsOpenTo: (request: Request) => boolean;
  readonly onAnswered: (status: number) => void;
  /** Called if the caller of a request lacks a right. */
  readonly onForbidden: (request: Request) => void;
  /** Called for an unexpected error; the answer contains only `reference`. */
  readonly onUnexpected: (error: unknown, reference: string, request: string) => void;
}

const READ_METRICS = { resource: 'system', action: 'metrics' } as const;

const AUDITED_REFUSALS: ReadonlySet<string> = new Set([
  'forbidden',
  'unauthorized',
  'token-network',
  'webhook-not-found',
  'webhook-unauthorized',
]);

/** The management API as an express application. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use((request: Request, response: Response, next: NextFunction) => {
    response.once('finish', () => parts.onAnswered(response.statusCode));
    checkHost(request, parts.ownHostNames(), parts.isTrustedHop(request));
    next();
  });
  app.get('/healthz', (_request: Request, response: Response) => sendJson(response, 200, { status: 'ok' }));
  app.get('/readyz', (_request: Request, response: Response) => {
    const problem = parts.notReady();
    const damaged = parts.damaged();
    const noted = damaged === 0 ? {} : { damagedFiles: damaged };
    if (problem === undefined) sendJson(response, 200, { status: 'ready', ...noted });
    else sendJson(response, 503, { status: 'not ready', problem });
  });
  app.get('/metrics', (request: Request, response: Response) => {
    if (!parts.metricsOpenTo(request))
      new Caller(parts.authenticate(request), parts.policy).require(READ_METRICS);
    sendText(response, 200, 'text/plain; version=0.0.4', parts.metrics());
  });
  mountRoutes(app, parts);
  app.use(async (error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const known = catalogueError(error, request, parts);
    if (known.code === 'forbidden') parts.onForbidden(request);
    // Answer only once the audit record of a refusal is durable. A journal failure ends the process.
    if (AUDITED_REFUSALS.has(known.code)) await parts.audited().catch(() => undefined);
    if (!response.closed) sendError(response, known);
  });
  return app;
}

/**
 * Converts anything thrown to an error of the catalogue. An unexpected error is logged; the answer contains only its
 * reference.
 */
function catalogueError(error: unknown, request: Request, parts: AppParts): OutrunnerError {
  if (error instanceof URIError) {
    return new OutrunnerError('invalid-input', {
      what: 'The path',
      problem: 'it contains an invalid percent-encoding',
      remedy: 'Encode "%" as "%25".',
    });
  }
  const known = toOutrunnerError(error);
  if (known.code !== 'internal') return known;
  const reference = randomBytes(6).toString('hex');
  parts.onUnexpected(error, reference, `${request.method} ${loggedPath(request.path)}`);
  return new OutrunnerError('internal', { problem: `reference ${reference}` });
}
