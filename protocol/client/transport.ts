/** A request as a transport sends it. */
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
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Chunks as they arrive. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** The way to one coordinator. */
export interface Transport {
  readonly origin: string;
  /** Shown in messages. */
  readonly displayName: string;
  /** Resolves with the head of the answer. Fails with `not-reached` or `certificate-untrusted`. */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Closes idle connections; requests under way fail. */
  close(): void;
}
