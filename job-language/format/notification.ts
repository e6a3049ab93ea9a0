import * as z from 'zod';
import { type DeliveryTrigger, recordOfTriggers, triggerTexts } from '../../protocol/entities/delivery.ts';
import { KEY_NOTES } from './key-notes.ts';
import { FilledText, Flag, Text, TextMap } from './scalar-schemas.ts';

const Email = z.looseObject({
  recipients: FilledText.describe('Addresses, comma-separated; may contain ${option.x}').register(KEY_NOTES, {
    references: 'text',
  }),
  subject: Text.optional()
    .describe('Subject; may contain ${job.name}, ${execution.status} …')
    .register(KEY_NOTES, { references: 'text' }),
  attachLog: Flag.optional().describe('Attach the output'),
  attachLogInline: Flag.optional().describe('Put the output into the message'),
  attachLogInFile: Flag.optional().describe('Attach the output as a file'),
});

const NotificationPlugin = z.looseObject({
  type: FilledText.describe('Which plugin').register(KEY_NOTES, {
    choices: [['HttpNotification', 'An HTTP request']],
    difference: 'Java plugins are not loaded. A plugin for HTTP requests is built in.',
  }),
  configuration: TextMap.nullable()
    .transform((configuration) => configuration ?? {})
    .default({})
    .describe('Configuration of the plugin'),
});

const NotificationEntry = z
  .looseObject({
    email: Email.optional().describe('Mail to send'),
    recipients: Text.optional().describe('Old form of email: addresses'),
    urls: Text.optional()
      .describe('URLs to call, comma-separated')
      .register(KEY_NOTES, { references: 'text' }),
    httpMethod: Text.optional()
      .describe('post (default) or get')
      .register(KEY_NOTES, {
        choices: [
          ['post', ''],
          ['get', ''],
        ],
      }),
    format: Text.optional()
      .describe('Format of the body: json or xml')
      .register(KEY_NOTES, {
        choices: [
          ['json', ''],
          ['xml', ''],
        ],
        difference: 'The default is `json`; in Rundeck it is XML.',
      }),
    plugin: z
      .union([z.array(NotificationPlugin), NotificationPlugin])
      .transform((plugins) => (Array.isArray(plugins) ? plugins : [plugins]))
      .optional()
      .describe('Notification plugins, one or a list'),
  })
  .transform(({ recipients, ...entry }) =>
    recipients === undefined || entry.email !== undefined ? entry : { ...entry, email: { recipients } },
  );
/** Notifications of one trigger that are written together. */
export type NotificationEntry = z.output<typeof NotificationEntry>;

const Entries = z
  .union([z.array(NotificationEntry), NotificationEntry])
  .transform((entries) => (Array.isArray(entries) ? entries : [entries]));

/** `notification` of a job, by trigger. Parsing converts a single entry to a list. */
export const Notifications = z.looseObject(
  recordOfTriggers((trigger) => Entries.optional().describe(triggerTexts(trigger).sent)),
);
export type Notifications = z.output<typeof Notifications>;

/** A notification. Its strings may contain references. */
export type Notification =
  | {
      readonly kind: 'email';
      /** Comma-separated. */
      readonly recipients: string;
      readonly subject?: string;
      readonly attachLog: 'none' | 'inline' | 'file';
    }
  | {
      readonly kind: 'webhook';
      readonly urls: readonly string[];
      readonly method: 'post' | 'get';
      readonly format: 'json' | 'xml';
    }
  | {
      readonly kind: 'plugin';
      readonly type: string;
      readonly configuration: Readonly<Record<string, string>>;
    };

/**
 * The notifications of an execution by trigger, as the job defined them when the execution started. Strings
 * may contain references.
 */
export type PlannedNotifications = Readonly<Partial<Record<DeliveryTrigger, readonly Notification[]>>> & {
  /** The threshold of the average duration, as written: `20%`, `+30`, `30s`, `30`. */
  readonly threshold?: string;
};

/** Returns the notifications of a job at a trigger, in order. */
export function notificationsAt(
  notifications: Notifications | undefined,
  trigger: DeliveryTrigger,
): Notification[] {
  return (notifications?.[trigger] ?? []).flatMap(notificationsOf);
}

function notificationsOf({
  email,
  urls,
  httpMethod,
  format,
  plugin = [],
}: NotificationEntry): Notification[] {
  const addresses = (urls ?? '')
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '');
  const method = httpMethod?.trim().toLowerCase() === 'get' ? 'get' : 'post';
  const body = format?.trim().toLowerCase() === 'xml' ? 'xml' : 'json';
  return [
    ...(email === undefined ? [] : [mail(email)]),
    ...(addresses.length === 0 ? [] : [{ kind: 'webhook', urls: addresses, method, format: body } as const]),
    ...plugin.map(({ type, configuration }) => ({ kind: 'plugin', type, configuration }) as const),
  ];
}

function mail(email: z.output<typeof Email>): Notification {
  const { recipients, subject, attachLog = false, attachLogInline = false, attachLogInFile = false } = email;
  const attached = attachLogInline ? 'inline' : 'file';
  return {
    kind: 'email',
    recipients,
    ...(subject === undefined || subject === '' ? {} : { subject }),
    attachLog: attachLog || attachLogInline || attachLogInFile ? attached : 'none',
  };
}

/** Names of the only supported notification plugin, which sends an HTTP request. */
const HTTP_PLUGINS: readonly string[] = ['HttpNotification', 'HttpNotificationPlugin'];

export function isNotificationPlugin(type: string): boolean {
  return HTTP_PLUGINS.includes(type);
}
