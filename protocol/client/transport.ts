/** A request to a coordinator. */
export interface TransportRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
  /** Milliseconds without data after which the connection counts as lost; 0: no limit. */
  readonly idleTimeout: number;
}

export interface TransportResponse {
  readonly status: number;
  /** Keyed by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Chunks as they arrive. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Sends requests to one coordinator. */
export interface Transport {
  readonly origin: string;
  /** The coordinator's name in messages. */
  readonly displayName: string;
  /**
   * Resolves once the status and headers of the answer have arrived. Fails with `not-reached` or
   * `certificate-untrusted`.
   */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Closes all connections. Pending requests fail. */
  close(): void;
}
