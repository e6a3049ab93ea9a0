import type { Settings } from '../../protocol/entities/settings.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { ownValue } from '../../support/records/own-value.ts';
import type { DeliveryData, PlannedNotification } from './delivery-data.ts';
import { mailRecipients, mailSubject, mailText } from './mail-text.ts';
import { requireVariable } from './require-variable.ts';
import { DeliveryProblem, type SendParts } from './send-parts.ts';

type Mail = Extract<PlannedNotification, { readonly kind: 'email' }>;

/** Sends one mail. Throws a {@link DeliveryProblem}. */
export async function sendMail(parts: SendParts, id: string, data: DeliveryData, mail: Mail): Promise<void> {
  const { settings, links, hostname } = parts;
  const { host, port, security, user, from } = settings.mail;
  if (host === '') {
    throw new DeliveryProblem('no SMTP server is set: `outrunner settings update mail.host=…`', {
      final: true,
    });
  }
  const to = mailRecipients(data, mail.recipients, links);
  if (to.length === 0) throw new DeliveryProblem('it has no recipients', { final: true });
  const attached =
    mail.attachLog === 'none' ? undefined : await parts.logOf(data.summary, settings.notifications.logBytes);
  const timeout = settings.notifications.timeoutSeconds * 1000;
  // Loaded on demand, because most coordinators send no mail.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === '' ? {} : { auth: { user, pass: await password(parts, settings.mail) } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: from === '' ? `outrunner@${hostname}` : from,
      to: [...to],
      subject: mailSubject(data, mail.subject, links),
      text: mailText(data, links, mail.attachLog === 'inline' ? attached : undefined),
      // Every attempt has the same id, so that receivers recognize a repeated mail.
      messageId: `<outrunner.${id}.${data.summary.startedAt}@${hostname}>`,
      headers: { 'X-Outrunner-Delivery': id, 'Auto-Submitted': 'auto-generated' },
      ...(mail.attachLog === 'file' && attached !== undefined
        ? {
            attachments: [
              { filename: `execution-${data.summary.id}.log`, content: attached, contentType: 'text/plain' },
            ],
          }
        : {}),
    });
  } catch (error) {
    throw new DeliveryProblem(problemOf(error));
  } finally {
    transport.close();
  }
}

async function password(
  { environment, readKey }: SendParts,
  { passwordVariable, passwordKey }: Settings['mail'],
): Promise<string> {
  const kept = passwordKey === '' ? undefined : await readKey(passwordKey);
  if (kept === undefined) requireVariable('mail.passwordVariable', passwordVariable);
  const found = kept ?? (passwordVariable === '' ? undefined : ownValue(environment, passwordVariable));
  if (found !== undefined) return found;
  const where = passwordKey === '' ? passwordVariable : passwordKey;
  throw new DeliveryProblem(
    where === ''
      ? 'mail.user is set, but no password is configured for it'
      : `the password of the SMTP server is missing: ${where}`,
  );
}
