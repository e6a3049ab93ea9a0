import { API_VERSIONS } from '../../protocol/version.ts';

/** Addresses in answers, below the coordinator's own. */
export class Links {
  readonly #base: () => string;

  /** `base`: without a trailing slash; asked each time, as it may change while the coordinator runs. */
  constructor(base: () => string) {
    this.#base = base;
  }

  base(): string {
    return this.#base();
  }

  /** A call of the API, `path` beginning with a slash. */
  api(path: string): string {
    return `${this.#base()}/api/${API_VERSIONS.newest}${path}`;
  }

  job(id: string): { readonly href: string; readonly permalink: string } {
    const href = this.api(`/job/${id}`);
    return { href, permalink: href };
  }

  execution(id: number): { readonly href: string; readonly permalink: string } {
    const href = this.api(`/execution/${id}`);
    return { href, permalink: href };
  }
}

/** ISO 8601 in UTC, to the second, as Rundeck writes times. */
export function isoSeconds(epoch: number): string {
  return new Date(epoch).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
