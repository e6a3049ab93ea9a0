import * as z from 'zod';
import { expandText } from '../../job-language/expansion/expand-text.ts';
import { isNotificationPlugin } from '../../job-language/format/notification.ts';
import { parsedJson } from '../../support/text/parsed-json.ts';
import type { DeliveryData, PlannedNotification } from './delivery-data.ts';
import { messageValues } from './message-values.ts';
import { DeliveryProblem, type SendParts } from './send-parts.ts';
import { sendWebhook } from './send-webhook.ts';

type Plugin = Extract<PlannedNotification, { readonly kind: 'plugin' }>;

const Method = z.enum(['post', 'get', 'put', 'delete', 'patch']);
const Headers = z.record(z.string(), z.string());

/**
 * Executes a notification plugin. Throws a {@link DeliveryProblem}, which is final for a missing plugin, or an error of
 * the fetch.
 */
export async function sendPlugin(
  parts: SendParts,
  id: string,
  data: DeliveryData,
  { type, configuration }: Plugin,
): Promise<void> {
  if (!isNotificationPlugin(type)) {
    throw new DeliveryProblem(`the notification plugin "${type}" is not part of this program`, {
      final: true,
    });
  }
  const values = messageValues(data, parts.links);
  const { remoteUrl, url = remoteUrl ?? '', body, contentType } = configuration;
  const method = Method.safeParse((configuration['method'] ?? 'post').trim().toLowerCase());
  if (!method.success) {
    throw new DeliveryProblem(`its method "${configuration['method']}" is unknown`, { final: true });
  }
  await sendWebhook(parts, id, data, {
    url,
    method: method.data,
    format: 'json',
    headers: headersOf(expandText(configuration['headers'] ?? '', values)),
    ...(body === undefined || body === '' ? {} : { body: expandText(body, values) }),
    ...(contentType === undefined || contentType === '' ? {} : { mediaType: contentType }),
  });
}

/** Parses a JSON object, or lines of `name: value` or `name=value`. */
function headersOf(text: string): Readonly<Record<string, string>> {
  if (text.trim() === '') return {};
  if (text.trim().startsWith('{')) {
    const parsed = Headers.safeParse(parsedJson(text));
    if (parsed.success) return parsed.data;
    throw new DeliveryProblem('its headers are not a JSON object of strings', { final: true });
  }
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^\s*([^:=\s]+)\s*[:=]\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}
