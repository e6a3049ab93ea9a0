import type { RefusalCode } from './messages.ts';

/** Thrown if the keeper refused a request. The keeper has then done nothing. */
export class LinkRefusal extends Error {
  override readonly name = 'LinkRefusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Thrown if the link closed before the answer. Whether the keeper executed the request is unknown until the next
 * attach.
 */
export class LinkClosed extends Error {
  override readonly name = 'LinkClosed';
}
