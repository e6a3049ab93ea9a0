import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '../../protocol/errors/catalogue.ts';
import { errorBody } from '../../protocol/errors/error-body.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** A fault of one call. */
export type Fault =
  /** The call is lost before the coordinator receives it. */
  | 'unheard'
  /** The coordinator handles the call, but its answer is lost. */
  | 'answer-lost'
  /** The coordinator handles the call, but only half of its answer arrives. */
  | 'answer-cut'
  /** A proxy answers in place of the coordinator. */
  | 'proxy-502'
  | 'proxy-401'
  | 'proxy-404'
  | 'proxy-413'
  /** A captive portal answers with 200. */
  | 'captive-portal'
  /** Another coordinator answers. */
  | 'other-coordinator'
  /** The coordinator refuses the call. */
  | { readonly refuse: ErrorCode };

/** Pending faults by name of the call. */
export class Faults {
  readonly #byCall = new Map<string, Fault[]>();

  /** Makes the next calls with this name fail with these faults, in order. */
  next(call: string, ...faults: Fault[]): void {
    this.#byCall.set(call, [...(this.#byCall.get(call) ?? []), ...faults]);
  }

  take(call: string): Fault | undefined {
    return this.#byCall.get(call)?.shift();
  }

  clear(): void {
    this.#byCall.clear();
  }

  get areOver(): boolean {
    return [...this.#byCall.values()].every((faults) => faults.length === 0);
  }
}

const PAGE = '<html><body>not what you asked for</body></html>';

/** Answers in place of the coordinator. Returns false if the coordinator itself must answer. */
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

/** Returns the status and body with which the coordinator refuses a call. */
export function refusalBody(code: ErrorCode): { readonly status: number; readonly body: object } {
  const error = new OutrunnerError(code);
  return { status: error.status, body: errorBody(error) };
}

function page(response: ServerResponse, status: number): true {
  response.writeHead(status, { 'content-type': 'text/html' }).end(PAGE);
  return true;
}
