import { eachMap, entryAt, listOf, withChanged, withEntries, without } from './source-map-edit.ts';
import type { SourceEntry, SourceMap, SourceValue } from './source-value.ts';
import { configuration } from './xml-entries.ts';

/** Converts the `notification` of a job in XML to its form in YAML. */
export function notificationsFromXml(value: SourceValue): SourceValue {
  return eachMap(value, (notifications) => ({
    ...notifications,
    entries: notifications.entries.map(
      (entry): SourceEntry => ({ ...entry, value: triggerFromXml(entry.value) }),
    ),
  }));
}

/** Returns the notifications of a trigger: several webhooks or mails become several entries. */
function triggerFromXml(value: SourceValue): SourceValue {
  const triggers = listOf(value).items.flatMap((item): SourceValue[] =>
    item.kind === 'map' ? entriesOf(item) : [item],
  );
  const [only] = triggers;
  return triggers.length === 1 && only !== undefined
    ? only
    : { kind: 'list', span: value.span, items: triggers };
}

function entriesOf(trigger: SourceMap): SourceMap[] {
  const webhooks = itemsAt(trigger, 'webhook');
  const mails = itemsAt(trigger, 'email');
  const [webhook, ...otherWebhooks] = webhooks;
  const [mail, ...otherMails] = mails;
  const rest = withChanged(without(trigger, 'webhook', 'email'), 'plugin', (plugins) =>
    eachMap(plugins, (plugin) => withChanged(plugin, 'configuration', configuration)),
  );
  const first = withEntries(rest, ...(webhook?.entries ?? []), mailEntry(trigger, mail));
  const others = otherMails.map((other) => withEntries({ ...rest, entries: [] }, mailEntry(trigger, other)));
  return [first, ...otherWebhooks, ...others];
}

function mailEntry(trigger: SourceMap, mail: SourceMap | undefined): SourceEntry | undefined {
  const entry = entryAt(trigger, 'email');
  return entry === undefined || mail === undefined ? undefined : { ...entry, value: mail };
}

function itemsAt(map: SourceMap, key: string): SourceMap[] {
  const entry = entryAt(map, key);
  return entry === undefined ? [] : listOf(entry.value).items.filter((item) => item.kind === 'map');
}
