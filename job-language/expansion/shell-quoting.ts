import {
  type Frame,
  type HereDocument,
  isOutsideSubstitutions,
  readHereDocument,
  type ShellContext,
} from './shell-frame.ts';

type CodeFrame = Extract<Frame, { kind: 'code' }>;

/**
 * Follows the quoting of a POSIX shell through a text, so that a value can be quoted for its context.
 *
 * Supports only constructs that dash, bash and busybox parse alike. After any other construct, every context is
 * `unclear`. Values that are quoted for their {@link context} do not change the state: report them with {@link
 * afterValue} and feed only the author's own text.
 */
export class ShellQuoting {
  readonly #frames: Frame[] = [{ kind: 'code', opener: 'none', hereDocuments: [] }];
  #lost: string | undefined;
  #wordStart = true;
  #word = '';
  /** The `$` or backslash at the end of the last text that was fed. */
  #pending: '' | '$' | '\\' = '';

  /** Advances through the author's text up to the next value. */
  feed(text: string): void {
    let position = 0;
    while (position < text.length && this.#lost === undefined) position = this.#step(text, position);
  }

  /** Returns the context of the position directly after the text that was fed. */
  context(): ShellContext {
    if (this.#lost !== undefined) return unclear(this.#lost);
    if (this.#pending === '\\') return unclear('right after a backslash');
    const inBackquotes = this.#inBackquotes();
    // Where backquotes and double quotes are nested, shells disagree on which quotes and backslashes are special.
    if (inBackquotes && this.#frames.some(({ kind }) => kind === 'double')) {
      return unclear('in backquotes and double quotes; `$(…)` is clear');
    }
    const frame = this.#top();
    switch (frame.kind) {
      case 'code':
        if (this.#pending === '$') return unclear('right after `$`');
        return { kind: 'plain', wordStart: this.#wordStart, inBackquotes };
      case 'opaque-backquotes':
        return unclear('in backquotes that contain a backslash');
      case 'here-document':
        return hereDocumentContext(frame.document, frame.line);
      case 'arithmetic':
        if (this.#pending === '$') return unclear('right after `$`');
        return { kind: 'arithmetic', inBackquotes };
      case 'double':
        return { kind: 'double', afterDollar: this.#pending === '$', inBackquotes };
      default:
        return { kind: frame.kind, inBackquotes };
    }
  }

  /** Records that a quoted value follows the text that was fed. */
  afterValue(): void {
    this.#pending = '';
    this.#midWord('\0');
    const frame = this.#top();
    if (frame.kind === 'here-document') frame.line += '\0';
  }

  #step(text: string, position: number): number {
    const frame = this.#top();
    const character = text.charAt(position);
    if (frame.kind === 'opaque-backquotes') return this.#stepOpaque(character, position);
    if (frame.kind === 'here-document') return this.#stepHereDocument(frame, character, position);
    if (character === '\\' && this.#inBackquotes()) return this.#becomeOpaque(position);
    const opensBackquotes = frame.kind === 'code' || frame.kind === 'double';
    if (character === '`' && (opensBackquotes || this.#inBackquotes())) return this.#backquote(position);
    switch (frame.kind) {
      case 'code':
        return this.#stepCode(frame, text, position);
      case 'double':
        return this.#stepDouble(text, position);
      case 'arithmetic':
        return this.#stepArithmetic(frame, text, position);
      case 'single':
        if (character === "'") this.#frames.pop();
        if (character === '\n') this.#newlineInWord();
        return position + 1;
      case 'comment':
        if (character !== '\n') return position + 1;
        this.#frames.pop();
        return position;
    }
  }

  #stepCode(frame: CodeFrame, text: string, position: number): number {
    const character = text.charAt(position);
    const next = text.charAt(position + 1);
    switch (character) {
      case '\\':
        return this.#escape(text, position);
      case "'":
      case '"':
        this.#midWord(character);
        this.#frames.push({ kind: character === '"' ? 'double' : 'single' });
        return position + 1;
      case '$':
        if (next === "'") this.#lose("a `$'…'` string");
        return this.#dollar(text, position);
      case '(':
        if (next === '(') this.#lose('`((`');
        this.#endWord(frame);
        this.#frames.push({ kind: 'code', opener: '(', hereDocuments: [] });
        return position + 1;
      case ')':
        return this.#closeParenthesis(frame, position);
      case '#':
        if (/[<>]/.test(text.charAt(position - 1))) this.#lose('`#` after a redirection');
        if (this.#wordStart) this.#frames.push({ kind: 'comment' });
        else this.#midWord(character);
        return position + 1;
      case '<':
        this.#endWord(frame);
        if (next !== '<') return position + 1;
        if (text.charAt(position + 2) === '<') return position + 3;
        return this.#openHereDocument(frame, text, position + 2);
      case '\n':
        this.#endWord(frame);
        return this.#lineEnd(frame, position);
      case '>':
      case ';':
      case '&':
      case '|':
      case ' ':
      case '\t':
        this.#endWord(frame);
        return position + 1;
      default:
        this.#midWord(character);
        return position + 1;
    }
  }

  #stepDouble(text: string, position: number): number {
    const character = text.charAt(position);
    if (character === '\\') return this.#escape(text, position);
    if (character === '$') return this.#dollar(text, position);
    if (character === '"') this.#frames.pop();
    if (character === '\n') this.#newlineInWord();
    return position + 1;
  }

  #stepArithmetic(frame: Extract<Frame, { kind: 'arithmetic' }>, text: string, position: number): number {
    const character = text.charAt(position);
    if (/['"\\`]/.test(character)) this.#lose('arithmetic with quotes');
    if (character === '$') return this.#dollar(text, position);
    if (character === '\n') this.#newlineInWord();
    if (character === '(') frame.depth += 1;
    if (character !== ')') return position + 1;
    frame.depth -= 1;
    if (frame.depth === 1 && text.charAt(position + 1) !== ')') this.#lose('`$((` that closes as `$( (`');
    if (frame.depth === 0) this.#closeSubstitution();
    return position + 1;
  }

  #stepHereDocument(
    frame: Extract<Frame, { kind: 'here-document' }>,
    character: string,
    position: number,
  ): number {
    if (character !== '\n') {
      frame.line += character;
      return position + 1;
    }
    const { document } = frame;
    const line = document.stripTabs ? frame.line.replace(/^\t+/, '') : frame.line;
    if (line === document.delimiter) {
      this.#frames.pop();
      const outer = this.#top();
      if (outer.kind === 'code') return this.#lineEnd(outer, position);
    } else if (!document.quoted && !isOutsideSubstitutions(line)) {
      this.#lose('a here-document with a substitution over several lines');
    }
    frame.line = '';
    return position + 1;
  }

  /** Backslashes are parsed twice within backquotes, so from here on only the closing backquote is searched for. */
  #becomeOpaque(position: number): number {
    while (!isBackquotes(this.#top())) this.#frames.pop();
    this.#frames.pop();
    this.#frames.push({ kind: 'opaque-backquotes' });
    return position;
  }

  #stepOpaque(character: string, position: number): number {
    if (character === '\\') return position + 2;
    if (character === '`') this.#closeSubstitution();
    return position + 1;
  }

  #backquote(position: number): number {
    if (!this.#inBackquotes()) {
      this.#frames.push({ kind: 'code', opener: '`', hereDocuments: [] });
      this.#startWord();
      return position + 1;
    }
    if (this.#top().kind === 'comment') this.#frames.pop();
    if (!isBackquotes(this.#top())) this.#lose('backquotes that end within quotes');
    else this.#closeSubstitution();
    return position + 1;
  }

  #dollar(text: string, position: number): number {
    const next = text.charAt(position + 1);
    if (next === '' || text.slice(position) === '$$') this.#pending = '$';
    if (/^\$[({['"]/.test(text.slice(position + 1, position + 3)))
      this.#lose('`$$` before a bracket or quote');
    if (next === '{') this.#lose('a `${…}` of the shell that is no reference');
    if (next === '[') this.#lose('`$[`');
    if (next === '(') {
      const arithmetic = text.charAt(position + 2) === '(';
      this.#frames.push(
        arithmetic ? { kind: 'arithmetic', depth: 2 } : { kind: 'code', opener: '$(', hereDocuments: [] },
      );
      this.#startWord();
      return position + (arithmetic ? 3 : 2);
    }
    this.#midWord('$');
    return position + (/^[$*@#?!0-9-]$/.test(next) ? 2 : 1);
  }

  #escape(text: string, position: number): number {
    const next = text.charAt(position + 1);
    if (next === '\n' && /[$(<]/.test(text.charAt(position - 1))) this.#lose('an operator over two lines');
    if (next === '') this.#pending = '\\';
    if (next !== '\n') this.#midWord('\\');
    return position + 2;
  }

  #closeParenthesis(frame: CodeFrame, position: number): number {
    this.#endWord(frame);
    if (frame.opener !== '(' && frame.opener !== '$(') return position + 1;
    if (frame.hereDocuments.length > 0) this.#lose('a here-document that its substitution cuts');
    if (frame.opener === '$(') this.#closeSubstitution();
    else this.#frames.pop();
    return position + 1;
  }

  #closeSubstitution(): void {
    this.#frames.pop();
    this.#midWord('\0');
  }

  #openHereDocument(frame: CodeFrame, text: string, position: number): number {
    const read = readHereDocument(text, position);
    if (read === undefined || this.#inBackquotes()) {
      this.#lose('a here-document');
      return position;
    }
    frame.hereDocuments.push(read.document);
    this.#midWord('\0');
    return read.end;
  }

  #lineEnd(frame: CodeFrame, position: number): number {
    const document = frame.hereDocuments.shift();
    if (document !== undefined) this.#frames.push({ kind: 'here-document', document, line: '' });
    else this.#newlineInWord();
    this.#startWord();
    return position + 1;
  }

  /**
   * Shells differ in where they read the body of a here-document if the line of its `<<` ends inside another construct.
   */
  #newlineInWord(): void {
    const waiting = this.#frames.some((frame) => frame.kind === 'code' && frame.hereDocuments.length > 0);
    if (waiting) this.#lose('a here-document that begins on a line that is continued');
  }

  #startWord(): void {
    this.#wordStart = true;
    this.#word = '';
  }

  #midWord(part: string): void {
    this.#wordStart = false;
    this.#word += part;
  }

  /** `case` has unpaired parentheses, so the end of a surrounding substitution cannot be found. */
  #endWord(frame: CodeFrame): void {
    if (this.#word === 'case' && (frame.opener === '(' || frame.opener === '$('))
      this.#lose('`case` in parentheses');
    this.#startWord();
  }

  #lose(construct: string): void {
    this.#lost ??= `after ${construct}`;
  }

  #top(): Frame {
    return this.#frames.at(-1) ?? { kind: 'opaque-backquotes' };
  }

  #inBackquotes(): boolean {
    return this.#frames.some(isBackquotes);
  }
}

function isBackquotes(frame: Frame): boolean {
  return frame.kind === 'opaque-backquotes' || (frame.kind === 'code' && frame.opener === '`');
}

function hereDocumentContext(document: HereDocument, line: string): ShellContext {
  if (document.quoted) return unclear('in a here-document with a quoted delimiter');
  if (!isOutsideSubstitutions(line)) return unclear('in a substitution of a here-document');
  return { kind: 'here-document', inBackquotes: false };
}

function unclear(reason: string): ShellContext {
  return { kind: 'unclear', reason };
}
