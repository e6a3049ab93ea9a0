import type { Base, Method } from './route.ts';

/** A call of Rundeck's API that is not implemented. Requests with a valid token get status 501. */
export interface NotAvailableRoute {
  readonly method: Method;
  readonly base: Base;
  readonly path: string;
}

const api = (method: Method, path: string): NotAvailableRoute => ({ method, base: 'api', path });

export const NOT_AVAILABLE_ROUTES: readonly NotAvailableRoute[] = [
  api('GET', '/runnerManagement/runner/{runner}/keys'),
];
