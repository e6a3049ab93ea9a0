import {
  ANY_BUT_LINE_END,
  LAST_LINE_END,
  LINE_BREAK,
  LINE_END,
  LINE_START,
  letterClass,
  propertyClass,
} from './java-classes.ts';

/** A pattern for `new RegExp(source, flags)`. */
export interface JavaScriptSource {
  readonly source: string;
  readonly flags: 'v' | 'vi';
}

/** Java's flags in effect at a position. */
interface Flags {
  readonly s: boolean;
  readonly m: boolean;
}

class Untranslatable extends Error {}

/** Maximum depth of classes within classes. They are translated recursively. */
const DEEPEST_CLASS = 100;

/**
 * Translates a Java pattern to JavaScript, or returns the problem. Translated: `\Q…\E`, Java's escapes, its
 * ASCII classes and property names, `\h \v \R \Z \A \z`, unions and intersections of classes, line breaks, the
 * flags `s`, `m` and `u` anywhere, and `i` at the start. A back-reference to a group that did not match fails
 * in Java, but matches the empty text here.
 */
export function toJavaScriptPattern(pattern: string): JavaScriptSource | { problem: string } {
  const ignoresCase = /^\(\?[smu]*i[smu]*\)/.test(pattern);
  try {
    const source = new Translation(pattern).source();
    return { source, flags: ignoresCase ? 'vi' : 'v' };
  } catch (error) {
    if (error instanceof Untranslatable) return { problem: error.message };
    throw error;
  }
}

class Translation {
  readonly #pattern: string;
  readonly #groups: number;
  #position = 0;
  /** Flags within each open group, innermost last. */
  readonly #flags: Flags[] = [{ s: false, m: false }];

  constructor(pattern: string) {
    this.#pattern = pattern;
    // Each alternative matches in one way only, so that a hostile pattern cannot make this expression backtrack.
    const unquoted = pattern.replace(/\\Q.*?(?:\\E|$)|\\.|\[(?:\\.|[^\]\\])*\]?/gs, '');
    this.#groups = (unquoted.match(/\((?!\?(?!<[A-Za-z]))/g) ?? []).length;
  }

  source(): string {
    let source = '';
    while (this.#position < this.#pattern.length) source += this.#next();
    return source;
  }

  #next(): string {
    const quoted = this.#take(/\\Q(.*?)(?:\\E|$)/sy);
    if (quoted !== undefined) return [...(quoted[1] ?? '')].map(literal).join('');
    const character = this.#character();
    switch (character) {
      case '\\':
        return this.#escape();
      case '[':
        return this.#class();
      case '(':
        return this.#open();
      case ')':
        if (this.#flags.length > 1) this.#flags.pop();
        return ')';
      case '.':
        return this.#flag('s') ? '[\\s\\S]' : ANY_BUT_LINE_END;
      case '^':
        return this.#flag('m') ? LINE_START : '^';
      case '$':
        return this.#flag('m') ? LINE_END : LAST_LINE_END;
      case ']':
      case '}':
        return `\\${character}`;
      case '|':
        return '|';
      case '*':
      case '+':
      case '?':
        return this.#quantifier(character);
      case '{':
        return this.#quantifier(
          `{${this.#take(/\d+(?:,\d*)?\}/y)?.[0] ?? refuse('a "{" that is not a repetition')}`,
        );
      default:
        return literal(character);
    }
  }

  #quantifier(written: string): string {
    if (this.#take(/\+/y) !== undefined) refuse('possessive quantifiers');
    return written + (this.#take(/\?/y)?.[0] ?? '');
  }

  #open(): string {
    const flags = this.#take(/\?([A-Za-z]*)(?:-([A-Za-z]+))?([:)])/y);
    if (flags !== undefined) return this.#setFlags(flags[1] ?? '', flags[2] ?? '', flags[3] === ':');
    const special = this.#take(/\?(?:<?[=!]|<[A-Za-z]\w*>)/y)?.[0];
    if (special === undefined && this.#take(/\?/y) !== undefined) refuse('a group of this kind');
    this.#flags.push(this.#top());
    return `(${special ?? ''}`;
  }

  #setFlags(on: string, off: string, opens: boolean): string {
    const unknown = /[^imsu]/.exec(on + off);
    if (unknown !== null) refuse(`the flag "${unknown[0]}"`);
    const start = this.#position - on.length - 3 === 0 && off === '' && !opens;
    if ((on + off).includes('i') && !start) refuse('ignoring case in a part of it');
    const before = this.#top();
    const flags = {
      s: (before.s || on.includes('s')) && !off.includes('s'),
      m: (before.m || on.includes('m')) && !off.includes('m'),
    };
    if (opens) this.#flags.push(flags);
    else this.#flags[this.#flags.length - 1] = flags;
    return opens ? '(?:' : '(?:)';
  }

  #escape(): string {
    const reference = this.#take(/[1-9]\d*/y)?.[0];
    if (reference !== undefined) return this.#reference(reference);
    const named = this.#take(/k<([A-Za-z]\w*)>/y)?.[0];
    if (named !== undefined) return `\\${named}`;
    const anchor = this.#take(/[bBAzZR]/y)?.[0];
    switch (anchor) {
      case 'b':
      case 'B':
        return `\\${anchor}`;
      case 'A':
        return '(?<![\\s\\S])';
      case 'z':
        return '(?![\\s\\S])';
      case 'Z':
        return LAST_LINE_END;
      case 'R':
        return LINE_BREAK;
    }
    return this.#escapedClass() ?? this.#escapedCharacter();
  }

  /**
   * Translates a back-reference to the longest run of digits that is the number of an existing group. Further digits
   * are literal text.
   */
  #reference(digits: string): string {
    let length = digits.length;
    while (length > 1 && Number(digits.slice(0, length)) > this.#groups) length -= 1;
    return `(?:\\${digits.slice(0, length)})${digits.slice(length)}`;
  }

  #escapedClass(): string | undefined {
    const property = this.#take(/([pP])(?:\{\^?([\w=]+)\}|([A-Z]))/y);
    if (property !== undefined) {
      const name = property[2] ?? property[3] ?? '';
      const content = propertyClass(name) ?? refuse(`the class \\p{${name}}`);
      return property[1] === 'P' ? `[^${content}]` : `[${content}]`;
    }
    const letter = this.#take(/[dDsSwWhHvV]/y)?.[0];
    const named = letter === undefined ? undefined : letterClass(letter);
    return named && `[${named.negated ? '^' : ''}${named.content}]`;
  }

  #escapedCharacter(): string {
    const code = this.#take(/0([0-3]?[0-7]{1,2})/y)?.[1]?.padStart(3, '0') ?? undefined;
    if (code !== undefined) return codePoint(Number.parseInt(code, 8));
    const hexadecimal = this.#take(/x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})/y);
    if (hexadecimal !== undefined) {
      return codePoint(Number.parseInt(hexadecimal[1] ?? hexadecimal[2] ?? hexadecimal[3] ?? '0', 16));
    }
    const control = this.#take(/c([@A-Z[\\\]^_])/y)?.[1];
    if (control !== undefined) return codePoint(control.charCodeAt(0) & 31);
    const character = this.#character();
    if (/[tnrf]/.test(character)) return `\\${character}`;
    if (character === 'a') return '\\x07';
    if (character === 'e') return '\\x1B';
    if (character === '' || /[A-Za-z]/.test(character)) refuse(`\\${character}`);
    return literal(character);
  }

  /** Translates a class with its unions and intersections. The caller has consumed its `[`. */
  #class(depth = 1): string {
    if (depth > DEEPEST_CLASS) refuse(`classes nested deeper than ${DEEPEST_CLASS}`);
    const negated = this.#take(/\^/y) !== undefined;
    const operands: string[] = [];
    let union = this.#take(/\]/y) === undefined ? '' : '\\]';
    for (;;) {
      if (this.#position >= this.#pattern.length) refuse('a class that does not end');
      if (this.#take(/\]/y) !== undefined) break;
      if (this.#take(/&&/y) !== undefined) {
        if (union !== '') operands.push(`[${union}]`);
        union = '';
      } else {
        union += this.#classItem(depth);
      }
    }
    if (union !== '') operands.push(`[${union}]`);
    const [first = '[]', ...others] = operands;
    if (others.length === 0) return negated ? `[^${first.slice(1)}` : first;
    return `[${negated ? '^' : ''}${operands.join('&&')}]`;
  }

  #classItem(depth: number): string {
    const quoted = this.#take(/\\Q(.*?)(?:\\E|$)/sy);
    if (quoted !== undefined) return [...(quoted[1] ?? '')].map(literal).join('');
    const character = this.#character();
    if (character === '[') return this.#class(depth + 1);
    const item = character === '\\' ? (this.#escapedClass() ?? this.#escapedCharacter()) : literal(character);
    const isRange = item.startsWith('[') ? undefined : this.#take(/-(?![\][]|&&)/y);
    if (isRange === undefined) return item;
    const end = this.#character();
    return `${item}-${end === '\\' ? this.#escapedCharacter() : literal(end)}`;
  }

  #character(): string {
    return this.#take(/[\s\S]/uy)?.[0] ?? '';
  }

  #take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#position;
    const match = expression.exec(this.#pattern) ?? undefined;
    if (match !== undefined) this.#position += match[0].length;
    return match;
  }

  #top(): Flags {
    return this.#flags.at(-1) ?? { s: false, m: false };
  }

  #flag(name: keyof Flags): boolean {
    return this.#top()[name];
  }
}

/** Escapes a character so that it matches itself, inside and outside of classes. */
function literal(character: string): string {
  return /^[A-Za-z0-9_ ]$|^[^\0-\x7F]/u.test(character)
    ? character
    : codePoint(character.codePointAt(0) ?? 0);
}

function codePoint(code: number): string {
  if (code > 0x10ffff) refuse('a character that does not exist');
  return `\\u{${code.toString(16)}}`;
}

function refuse(what: string): never {
  throw new Untranslatable(`it has ${what}`);
}
