import type { DISCOVERY_ROUTES } from '../../protocol/routes/discovery-routes.ts';
import type { PluginProvider } from '../../protocol/routes/shapes/discovery-shapes.ts';
import { API_VERSIONS } from '../../protocol/version.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { Links } from '../views/links.ts';
import { pluginList } from './plugin-list.ts';
import { rundeckFeature, rundeckFeatures } from './rundeck-features.ts';

export function discoveryHandlers(links: Pick<Links, 'api'>): HandlersOf<keyof typeof DISCOVERY_ROUTES> {
  return {
    getApiInfo: () => ({ apiversion: API_VERSIONS.newest, href: links.api('') }),
    listFeatures: () => rundeckFeatures(),
    getFeature: ({ params }) => rundeckFeature(params.feature),
    listPlugins: ({ query, apiVersion }) =>
      pluginList(query.service).map((provider) => providerOf(provider, apiVersion)),
  };
}

/** The first API versions with icons and metadata, and with highlighted plugins. */
const ICONS_SINCE = 40;
const HIGHLIGHTS_SINCE = 51;

function providerOf(provider: PluginProvider, apiVersion: number): PluginProvider {
  const { iconUrl, providerMetadata, isHighlighted, highlightedOrder, ...rest } = provider;
  return {
    ...rest,
    ...(apiVersion >= ICONS_SINCE ? { iconUrl, providerMetadata } : {}),
    ...(apiVersion >= HIGHLIGHTS_SINCE ? { isHighlighted, highlightedOrder } : {}),
  };
}
