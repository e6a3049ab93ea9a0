import {
  formatOfFile,
  formatOfMediaType,
  formatOfText,
  type NodeFormat,
} from '../../protocol/entities/node-format.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { type FetchSettings, fetchResource, shownAddress } from '../../support/fetch/fetch-resource.ts';
import { setNewest } from '../../support/records/set-newest.ts';
import type { ParseNodes } from '../node-formats/sound-nodes.ts';
import type { Node } from '../nodes/node.ts';

const MOST_REMEMBERED = 64;

interface Remembered {
  readonly nodes: readonly Node[];
  readonly validators: Readonly<Record<string, string>>;
}

/**
 * Fetches inventories from URLs. If the server answers that an inventory is unchanged (by its ETag or date), returns
 * the same array as before.
 */
export class InventoryAddresses {
  readonly #known = new Map<string, Remembered>();
  readonly #parse: ParseNodes;

  constructor(parse: ParseNodes) {
    this.#parse = parse;
  }

  /**
   * Returns the nodes at a URL. Throws the errors of fetching, and `nodes-invalid`. Without `format`, the
   * content type, the extension in the URL or the text determines the format.
   */
  async nodes(
    url: string,
    format: NodeFormat | undefined,
    settings: FetchSettings,
  ): Promise<readonly Node[]> {
    const key = `${format ?? ''} ${url}`;
    const before = this.#known.get(key);
    const headers = { accept: ACCEPT, ...before?.validators };
    const { status, headers: answered, bytes } = await fetchResource({ url, headers }, settings);
    const shown = shownAddress(url);
    if (status === 304 && before !== undefined) return before.nodes;
    if (status < 200 || status > 299) {
      const problem = `it answers with status ${status}`;
      throw new OutrunnerError('fetch-failed', { url: shown, problem });
    }
    const text = Buffer.from(bytes).toString('utf8');
    const nodes = await this.#parse(
      text,
      format ??
        formatOfMediaType(answered['content-type'] ?? '') ??
        formatOfFile(shown) ??
        formatOfText(text),
      shown,
    );
    setNewest(this.#known, key, { nodes, validators: validatorsOf(answered) }, MOST_REMEMBERED);
    return nodes;
  }
}

const ACCEPT = 'application/yaml, text/yaml, application/json, application/xml, text/xml, */*;q=0.1';

function validatorsOf(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { etag, 'last-modified': modified } = headers;
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(modified === undefined ? {} : { 'if-modified-since': modified }),
  };
}
