import { DeliveryTrigger } from '../../protocol/entities/delivery.ts';
import type { NotificationEntry, Notifications } from '../format/notification.ts';
import { byName, entriesNodes } from './plain-nodes.ts';
import { type XmlNode, xmlNode } from './xml-node.ts';

/**
 * Returns the `notification` of a job: mails, webhooks and plugins by trigger. Triggers without any are omitted,
 * because Rundeck refuses them.
 */
export function notificationNodes(notifications: Notifications): XmlNode[] {
  const triggers = DeliveryTrigger.options.flatMap((trigger) => {
    const content = (notifications[trigger] ?? []).flatMap(entryNodes);
    return content.length === 0 ? [] : [xmlNode(trigger, content)];
  });
  return triggers.length === 0 ? [] : [xmlNode('notification', byName(triggers))];
}

function entryNodes({ email, urls, httpMethod, format, plugin = [] }: NotificationEntry): XmlNode[] {
  return [
    ...(email === undefined ? [] : [xmlNode('email', [], email)]),
    ...((urls ?? '').trim() === '' ? [] : [xmlNode('webhook', [], { format, httpMethod, urls })]),
    ...plugin.map(({ type, configuration }) =>
      xmlNode('plugin', entriesNodes('configuration', configuration), { type }),
    ),
  ];
}
