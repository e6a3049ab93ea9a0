import { timingSafeEqual } from 'node:crypto';
import { hashToken } from '../access/token-value.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { WebhookRecord } from '../store/definitions/records/webhook-record.ts';

/**
 * Indexes the webhooks by the hash of their tokens in memory, so that an event with an unknown token costs one hash,
 * however many webhooks exist. Updated with each commit.
 */
export class WebhookIndex {
  #byHash: ReadonlyMap<string, WebhookRecord>;
  readonly #stop: () => void;

  private constructor(webhooks: readonly WebhookRecord[], definitions: CoordinatorDefinitions) {
    this.#byHash = byHash(webhooks);
    this.#stop = definitions.subscribe(({ changed, snapshot }) => {
      if (changed.some(({ collection }) => collection === 'webhooks'))
        this.#byHash = byHash(snapshot.values('webhooks'));
    });
  }

  static async open(definitions: CoordinatorDefinitions): Promise<WebhookIndex> {
    return new WebhookIndex((await definitions.snapshot()).values('webhooks'), definitions);
  }

  /** Returns the webhook with this token. A URL may end with `#NAME` after the token. */
  find(token: string): WebhookRecord | undefined {
    const [value = ''] = token.split('#', 1);
    const webhook = this.#byHash.get(hashToken(value));
    return webhook !== undefined && isHashOf(webhook.tokenHash, value) ? webhook : undefined;
  }

  close(): void {
    this.#stop();
  }
}

/** Returns whether the hash is that of the secret. Takes the same time wherever they differ. */
export function isHashOf(hash: string, secret: string): boolean {
  return timingSafeEqual(Buffer.from(hash), Buffer.from(hashToken(secret)));
}

function byHash(webhooks: readonly WebhookRecord[]): ReadonlyMap<string, WebhookRecord> {
  return new Map(webhooks.map((webhook) => [webhook.tokenHash, webhook]));
}
