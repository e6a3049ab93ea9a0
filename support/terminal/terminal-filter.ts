/**
 * Allow-list for the output that a terminal shows: text, CR LF TAB BS, colours (SGR), and bounded cursor moves and
 * erasures. Everything that would make a terminal answer, act or link (OSC, DCS, APC, queries, modes, bells) is
 * dropped, in its 7-bit and its 8-bit form. The stored output is not filtered.
 *
 * The states are those of the ANSI parser at https://vt100.net/emu/dec_ansi_parser, reduced to what is needed to find
 * the end of a sequence.
 */
type State =
  | 'ground'
  | 'escape'
  | 'escape-intermediate'
  | 'control'
  | 'control-ignored'
  | 'string'
  | 'string-escape';

const ESC = 0x1b;
const CSI_8BIT = 0x9b;
const ST_8BIT = 0x9c;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
/** SOS, DCS, PM, APC and OSC as C1 controls. The 7-bit form is ESC followed by the code minus 0x40. */
const STRING_INTRODUCERS = new Set([0x90, 0x98, 0x9d, 0x9e, 0x9f]);
const MAXIMUM_PARAMETERS = 64;
const MAXIMUM_MOVE = 999;
/** Cursor up, down, forward, back, next line, previous line, column, position, erase display, erase line. */
const MOVES = new Set([...'ABCDEFGHJKf']);

export class TerminalFilter {
  #state: State = 'ground';
  #parameters = '';
  #afterReturn = false;
  readonly #lineEnd: string;

  /** `lineEnd`: the replacement for a lone LF. A terminal of the operating system adds the CR itself. */
  constructor(lineEnd: '\n' | '\r\n' = '\r\n') {
    this.#lineEnd = lineEnd;
  }

  /** Filters the next chunk. State is kept between calls, so a sequence may span chunks. */
  next(chunk: string): string {
    let shown = '';
    for (const character of chunk) shown += this.#take(character, character.codePointAt(0) ?? 0);
    return shown;
  }

  #take(character: string, code: number): string {
    if (code === CAN || code === SUB) return this.#enter('ground');
    switch (this.#state) {
      case 'ground':
        return this.#ground(character, code);
      case 'escape':
        return this.#escape(code);
      case 'escape-intermediate':
        return code >= 0x30 ? this.#enter('ground') : '';
      case 'control':
        return this.#control(character, code);
      case 'control-ignored':
        return code >= 0x40 && code <= 0x7e ? this.#enter('ground') : this.#restart(code);
      case 'string':
        if (code === BEL || code === ST_8BIT) return this.#enter('ground');
        return code === ESC ? this.#enter('string-escape') : '';
      case 'string-escape':
        return code === 0x5c ? this.#enter('ground') : this.#escape(code);
    }
  }

  #ground(character: string, code: number): string {
    const afterReturn = this.#afterReturn;
    this.#afterReturn = code === 0x0d;
    if (code >= 0x20 && code < 0x7f) return character;
    if (code === 0x0a) return afterReturn ? '\n' : this.#lineEnd;
    if (code === 0x0d || code === 0x09 || code === 0x08) return character;
    if (code > 0x9f) return character;
    return this.#restart(code);
  }

  #escape(code: number): string {
    if (code === 0x5b) return this.#beginControl();
    if (STRING_INTRODUCERS.has(code + 0x40)) return this.#enter('string');
    if (code === ESC) return this.#enter('escape');
    return this.#enter(code >= 0x20 && code < 0x30 ? 'escape-intermediate' : 'ground');
  }

  #control(character: string, code: number): string {
    if (code >= 0x40 && code <= 0x7e) {
      const parameters = this.#parameters;
      this.#enter('ground');
      return allowed(parameters, character) ? `\x1b[${parameters}${character}` : '';
    }
    const plain = (code >= 0x30 && code <= 0x39) || code === 0x3b || code === 0x3a;
    if (plain && this.#parameters.length < MAXIMUM_PARAMETERS) {
      this.#parameters += character;
      return '';
    }
    if (code >= 0x20 && code < 0x40) return this.#enter('control-ignored');
    return this.#restart(code);
  }

  /** Handles a control character, in any state: it begins a sequence or is dropped. */
  #restart(code: number): string {
    if (code === ESC) return this.#enter('escape');
    if (code === CSI_8BIT) return this.#beginControl();
    if (STRING_INTRODUCERS.has(code)) return this.#enter('string');
    return '';
  }

  #beginControl(): string {
    this.#parameters = '';
    return this.#enter('control');
  }

  #enter(state: State): string {
    this.#state = state;
    return '';
  }
}

function allowed(parameters: string, final: string): boolean {
  if (final === 'm') return true;
  if (!MOVES.has(final) || parameters.includes(':')) return false;
  if (final === 'J' && parameters === '3') return false;
  return parameters.split(';').every((value) => Number(value) <= MAXIMUM_MOVE);
}
