import {
  legacyFilter,
  NODE_PATTERN_ATTRIBUTES,
  type NodePattern,
} from '../../job-language/format/legacy-node-filter.ts';
import { formatOfMediaType, mediaTypeOfNodes, type NodeFormat } from '../../protocol/entities/node-format.ts';
import type { NODE_FILTER_ROUTES } from '../../protocol/routes/node-filter-routes.ts';
import type { NODE_ROUTES } from '../../protocol/routes/node-routes.ts';
import type { HandlersOf, TextReply } from '../http/handler.ts';
import type { NodeFilterService } from './node-filters.ts';
import type { Nodes } from './nodes.ts';

/** The first API version whose default format for nodes is JSON. Earlier versions use XML. */
const JSON_SINCE = 23;

interface Asked {
  readonly apiVersion: number;
  readonly query: { readonly format?: NodeFormat | undefined };
  readonly request: { readonly headers: { readonly accept?: string | undefined } };
}

export function nodeHandlers(nodes: Nodes, filters: NodeFilterService): HandlersOf<keyof typeof NODE_ROUTES> {
  return {
    listNodes: async ({ caller, params, query, request, apiVersion }) => {
      const format = formatOf({ query, request, apiVersion });
      const { filterName } = query;
      const saved = filterName && (await filters.find(caller, params.project, filterName));
      const filter = query.filter ?? (saved || patternFilter(query));
      const excludePrecedence = query['exclude-precedence'];
      return reply(format, await nodes.list(caller, params.project, { filter, excludePrecedence, format }));
    },
    getNode: ({ caller, params }) => nodes.get(caller, params.project, params.node),
    listNodeSources: ({ caller, params }) => nodes.sources(caller, params.project),
    getNodeSource: ({ caller, params }) => nodes.source(caller, params.project, params.index),
    listNodeSourceOverviews: async ({ caller }) => ({ projects: await nodes.overviews(caller) }),
    refreshNodes: ({ caller, params, query }) => nodes.refresh(caller, params.project, query.source),
    listSourceNodes: async ({ caller, params, query, request, apiVersion }) => {
      const format = formatOf({ query, request, apiVersion });
      return reply(format, await nodes.sourceNodes(caller, params.project, params.index, format));
    },
    setSourceNodes: async ({ caller, params, query, body, request, apiVersion }) => {
      const written = { text: body.text, format: formatOfMediaType(body.mediaType) ?? 'json' };
      await nodes.store(caller, params.project, params.index, written);
      const format = formatOf({ query, request, apiVersion });
      return reply(format, await nodes.sourceNodes(caller, params.project, params.index, format));
    },
  };
}

export function nodeFilterHandlers(filters: NodeFilterService): HandlersOf<keyof typeof NODE_FILTER_ROUTES> {
  return {
    listNodeFilters: ({ caller, params }) => filters.list(caller, params.project),
    saveNodeFilter: ({ caller, params, body }) => filters.save(caller, params.project, params.name, body),
    deleteNodeFilter: ({ caller, params }) => filters.remove(caller, params.project, params.name),
  };
}

type PatternQuery = Partial<
  Record<`${'' | 'exclude-'}${(typeof NODE_PATTERN_ATTRIBUTES)[number]}`, string | undefined>
>;

/** Returns the node filter of a query in Rundeck's older form; undefined if it has none. */
function patternFilter(query: PatternQuery): string | undefined {
  const pattern = (prefix: '' | 'exclude-'): NodePattern =>
    Object.fromEntries(
      NODE_PATTERN_ATTRIBUTES.flatMap((name) => {
        const value = query[`${prefix}${name}`];
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return legacyFilter(pattern(''), pattern('exclude-'));
}

function formatOf({ query, request, apiVersion }: Asked): NodeFormat {
  const usual = apiVersion >= JSON_SINCE ? 'json' : 'xml';
  return query.format ?? formatOfMediaType(request.headers.accept ?? '') ?? usual;
}

function reply(format: NodeFormat, text: string): TextReply {
  return { kind: 'text', mediaType: mediaTypeOfNodes(format), text };
}
