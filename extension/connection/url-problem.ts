import * as l10n from '@vscode/l10n';
import { isPlaintextBeyondHost } from '../../protocol/client/plaintext.ts';

/** Returns why a text is not the URL of a coordinator; undefined if it is one. */
export function urlProblem(input: string, allowsPlaintext: boolean): string | undefined {
  const text = input.trim();
  if (!URL.canParse(text)) return l10n.t('Enter a URL that starts with https:// or http://');
  const url = new URL(text);
  const { protocol } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return l10n.t('Only https and http are supported');
  return isPlaintextBeyondHost(url) && !allowsPlaintext
    ? l10n.t('Use https://: plain HTTP to another machine would expose the token')
    : undefined;
}
