import { API_VERSIONS } from '../../protocol/version.ts';

/** Builds the URLs in answers from the coordinator's base URL. */
export class Links {
  readonly #base: () => string;

  /** `base` returns the base URL without a trailing slash. Called for each link, because the URL may change. */
  constructor(base: () => string) {
    this.#base = base;
  }

  base(): string {
    return this.#base();
  }

  /** Returns the URL of an API call. `path` begins with a slash. */
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
