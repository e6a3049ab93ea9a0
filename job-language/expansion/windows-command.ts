import type { ExpandedCommand } from './expand-command.ts';
import { type Reference, referencesIn, valueNameOf } from './reference.ts';
import type { ShellFamily } from './shell-family.ts';
import type { ValueLookup } from './value-lookup.ts';
import { quoteForCmd, quoteForPowerShell } from './windows-quoting.ts';

export type WindowsFamily = Exclude<ShellFamily, 'unix'>;

/** The surroundings of a value in a command. */
interface Place {
  /** The author's text between the previous value and this one. */
  readonly before: string;
  /** The quote around the value, if any. */
  readonly quote: '' | "'" | '"';
  /** The character directly after the value. */
  readonly next: string;
}

type Written = { readonly text: string } | { readonly refused: string };

/**
 * Expands the `${…}` references of a command for `cmd` or PowerShell. All other text stays as the author wrote it.
 * Values are quoted for their context, so that no value becomes syntax; only `${unquotedoption.x}` is inserted as is.
 */
export function expandWindowsCommand(
  template: string,
  lookup: ValueLookup,
  family: WindowsFamily,
): ExpandedCommand {
  const follow = family === 'cmd' ? new CmdQuoting() : new PowerShellQuoting();
  let text = '';
  let position = 0;
  for (const reference of referencesIn(template)) {
    const before = template.slice(position, reference.start);
    position = reference.end;
    const name = valueNameOf(reference.expression);
    const value = name === undefined ? undefined : lookup(name);
    follow.feed(before);
    text += before;
    if (name?.unquoted) {
      follow.feed(value ?? '');
      text += value ?? '';
      continue;
    }
    const place: Place = { before, quote: follow.quote, next: template.charAt(position) };
    const written = follow.lost === undefined ? writeValue(value, place, family) : { refused: follow.lost };
    if ('refused' in written) return { refused: explanation(reference, written.refused) };
    text += written.text;
  }
  return { text: text + template.slice(position) };
}

function writeValue(value: string | undefined, place: Place, family: WindowsFamily): Written {
  if (value === undefined || (value === '' && place.quote !== '')) return { text: '' };
  return family === 'cmd' ? writeForCmd(value, place) : writeForPowerShell(value, place);
}

/**
 * Quotes a value for `cmd`, which supports only double quotes. Within them only a quote and a percent sign
 * are special.
 */
function writeForCmd(value: string, { before, quote, next }: Place): Written {
  if (/\^$/.test(before)) return { refused: 'it is right after a caret' };
  const quoted = quoteForCmd(value);
  if (quoted === undefined)
    return {
      refused: 'its value contains a line break or a NUL character, which is not allowed in a cmd command',
    };
  if (quote === '') return { text: quoted };
  if (/["%]/.test(value))
    return { refused: 'it is in quotes, and its value contains a quote or a percent sign' };
  // A backslash is special only before a quote.
  return { text: next === '"' ? value.replace(/\\+$/, '$&$&') : value };
}

function writeForPowerShell(value: string, { before, quote, next }: Place): Written {
  if (/`$/.test(before)) return { refused: 'it is right after a backtick' };
  if (value.includes('\0'))
    return { refused: 'its value contains a NUL character, which is not allowed in a command' };
  if (quote === "'") return { text: value.replace(/['\u2018-\u201B]/g, '$&$&') };
  if (quote === '"') return { text: value.replace(/[`$"\u201C-\u201E]/g, '`$&') };
  // In PowerShell, a word that begins with a quote ends at the closing quote.
  if (/[^\s;|&)}\],]/.test(next))
    return { refused: 'it begins a longer word; put that word in double quotes' };
  return { text: quoteForPowerShell(value) ?? '' };
}

function explanation(reference: Reference, reason: string): string {
  return `\${${reference.expression}} cannot be written safely: ${reason}. Use a script step, or quote it differently.`;
}

/** Tracks whether a position is within double quotes of `cmd`. */
class CmdQuoting {
  quote: Place['quote'] = '';
  readonly lost: string | undefined;

  feed(text: string): void {
    for (const character of text.replace(this.quote === '' ? /\^./g : /$^/, '')) {
      if (character === '"') this.quote = this.quote === '' ? '"' : '';
      if (character === '\n') this.quote = '';
    }
  }
}

/**
 * Tracks the kind of PowerShell string around a position. After any construct other than a plain string, the kind is
 * unknown.
 */
class PowerShellQuoting {
  quote: Place['quote'] = '';
  lost: string | undefined;

  feed(text: string): void {
    for (let at = 0; at < text.length && this.lost === undefined; at += 1) {
      const character = text.charAt(at);
      const next = text.charAt(at + 1);
      if (this.quote === '') this.#plain(character, next);
      else if (this.quote === '"' && character === '$' && next === '(')
        this.lost = 'it is after a $(…) in a string';
      if (character === '`' && this.quote !== "'") at += 1;
      else this.#toggle(character);
    }
  }

  #plain(character: string, next: string): void {
    if (character === '@' && /['"\u2018-\u201E]/.test(next)) this.lost = 'it is after a here-string';
    if (character === '#') this.lost = 'it is after a #';
    if (character === '-' && next === '-') this.lost = 'it is after --';
  }

  #toggle(character: string): void {
    const kind = /['\u2018-\u201B]/.test(character) ? "'" : /["\u201C-\u201E]/.test(character) ? '"' : '';
    if (kind === '') return;
    if (this.quote === '') this.quote = kind;
    else if (this.quote === kind) this.quote = '';
  }
}
