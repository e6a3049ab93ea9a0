import { expandText } from '../../job-language/expansion/expand-text.ts';
import { referencesIn } from '../../job-language/expansion/reference.ts';
import { type FetchRequest, type FetchSettings, fetchResource } from '../../support/fetch/fetch-resource.ts';
import { ownValue } from '../../support/records/own-value.ts';
import type { DeliveryData } from './delivery-data.ts';
import { eventName, messageValues } from './message-values.ts';
import { requireVariable } from './require-variable.ts';
import { DeliveryProblem, type SendParts } from './send-parts.ts';
import { SIGNATURE_HEADER, signature } from './signature.ts';
import { webhookPayload } from './webhook-payload.ts';

/** Maximum number of bytes of an answer, of which only the status is used. */
const ANSWER_BYTES = 1_048_576;

export interface WebhookCall {
  readonly url: string;
  readonly method: 'post' | 'get' | 'put' | 'delete' | 'patch';
  /** A body that replaces the description of the execution. */
  readonly body?: string;
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly format: 'json' | 'xml';
}

/** Calls a webhook once. Throws a {@link DeliveryProblem}, or an error of the fetch. */
export async function sendWebhook(
  parts: SendParts,
  id: string,
  data: DeliveryData,
  call: WebhookCall,
): Promise<void> {
  const { links, settings, environment, now } = parts;
  const payload = webhookPayload(data, call.format, links);
  const bare = call.method === 'get';
  const body = bare ? '' : (call.body ?? payload.body);
  const { signingSecretVariable, timeoutSeconds } = settings.notifications;
  requireVariable('notifications.signingSecretVariable', signingSecretVariable);
  const secret = signingSecretVariable === '' ? undefined : ownValue(environment, signingSecretVariable);
  if (signingSecretVariable !== '' && (secret ?? '') === '') {
    throw new DeliveryProblem(
      `the environment variable ${signingSecretVariable}, which signs it, is not set`,
    );
  }
  const { summary, trigger } = data;
  const request: FetchRequest = {
    url: expandedUrl(call.url, data, parts),
    method: METHODS[call.method],
    headers: {
      'user-agent': 'Outrunner',
      ...(bare ? {} : { 'content-type': `${call.mediaType ?? payload.mediaType}; charset=utf-8` }),
      ...call.headers,
      'X-RunDeck-Notification-Trigger': eventName(trigger),
      'X-RunDeck-Notification-Execution-ID': String(summary.id),
      'X-RunDeck-Notification-Execution-Status': summary.status,
      'X-Outrunner-Delivery': id,
      ...(secret === undefined ? {} : { [SIGNATURE_HEADER]: signature(secret, body, now()) }),
    },
    ...(bare ? {} : { body }),
  };
  const fetchSettings: FetchSettings = {
    allowed: settings.fetch.allowed,
    maxBytes: ANSWER_BYTES,
    timeoutMilliseconds: timeoutSeconds * 1000,
    environment,
  };
  const { status } = await fetchResource(request, fetchSettings);
  if (status < 200 || status > 299) throw new DeliveryProblem(`it was answered with status ${status}`);
}

const METHODS = { post: 'POST', get: 'GET', put: 'PUT', delete: 'DELETE', patch: 'PATCH' } as const;

/**
 * Expands the references in a URL. Values are percent-encoded, so that they cannot change the target of the URL. A
 * value at the beginning sets the target and is inserted unencoded.
 */
function expandedUrl(url: string, data: DeliveryData, { links }: SendParts): string {
  const values = messageValues(data, links);
  const address = url.trim();
  const [first] = referencesIn(address);
  const start = first?.start === 0 ? first.end : 0;
  const encoded = expandText(address.slice(start), (name) => {
    const value = values(name);
    return value === undefined ? undefined : encodeURIComponent(value);
  });
  return expandText(address.slice(0, start), values) + encoded;
}
