import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '../../protocol/errors/catalogue.ts';
import { errorBody } from '../../protocol/errors/error-body.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** What happens to one call on its way. */
export type Fault =
  /** It is cut before the coordinator hears it. */
  | 'unheard'
  /** The coordinator acted on it, and its answer is lost. */
  | 'answer-lost'
  /** As before, and half of the answer arrives. */
  | 'answer-cut'
  /** A proxy answers in its place. */
  | 'proxy-502'
  | 'proxy-401'
  | 'proxy-404'
  | 'proxy-413'
  /** A captive portal does, with 200. */
  | 'captive-portal'
  /** Another coordinator does. */
  | 'other-coordinator'
  /** Who answers is ours, and refuses. */
  | { readonly refuse: ErrorCode };

/** Faults that still lie ahead, by the name of the call. */
export class Faults {
  readonly #byCall = new Map<string, Fault[]>();

  /** The next calls of that name meet these, in turn. */
  next(call: string, ...faults: Fault[]): void {
    this.#byCall.set(call, [...(this.#byCall.get(call) ?? []), ...faults]);
  }

  take(call: string): Fault | undefined {
    return this.#byCall.get(call)?.shift();
  }

  /** Nothing fails any more. */
  clear(): void {
    this.#byCall.clear();
  }

  get areOver(): boolean {
    return [...this.#byCall.values()].every((faults) => faults.length === 0);
  }
}

const PAGE = '<html><body>not what you asked for</body></html>';

/** Answers as what stands between would; false where the coordinator itself has to. */
export function answerInstead(fault: Fault | undefined, response: ServerResponse): boolean {
  switch (fault) {
    case 'unheard':
      response.socket?.destroy();
      return true;
    case 'proxy-502':
      return page(response, 502);
    case 'proxy-401':
      return page(response, 401);
    case 'proxy-404':
      return page(response, 404);
    case 'proxy-413':
      return page(response, 413);
    case 'captive-portal':
      return page(response, 200);
    default:
      return false;
  }
}

/** The coordinator's own refusal. */
export function refusalBody(code: ErrorCode): { readonly status: number; readonly body: object } {
  const error = new OutrunnerError(code);
  return { status: error.status, body: errorBody(error) };
}

function page(response: ServerResponse, status: number): true {
  response.writeHead(status, { 'content-type': 'text/html' }).end(PAGE);
  return true;
}
