import type { Base, Method } from './route.ts';

/** A call of the contract that is not built yet: it is answered 501, to those with a token. */
export interface NotAvailableRoute {
  readonly method: Method;
  readonly base: Base;
  readonly path: string;
}

const api = (method: Method, path: string): NotAvailableRoute => ({ method, base: 'api', path });

export const NOT_AVAILABLE_ROUTES: readonly NotAvailableRoute[] = [
  api('GET', '/runnerManagement/runner/{runner}/keys'),
];
