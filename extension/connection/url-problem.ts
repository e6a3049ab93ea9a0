import { isPlaintextBeyondHost } from '../../protocol/client/plaintext.ts';

/** Returns why a text is not the URL of a coordinator; undefined if it is one. */
export function urlProblem(input: string, allowsPlaintext: boolean): string | undefined {
  const text = input.trim();
  if (!URL.canParse(text)) return 'Enter a URL that starts with https:// or http://';
  const url = new URL(text);
  const { protocol } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return 'Only https and http are supported';
  return isPlaintextBeyondHost(url) && !allowsPlaintext
    ? 'Use https://: plain HTTP to another machine would expose the token'
    : undefined;
}
