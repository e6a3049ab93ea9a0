/** An event of a `text/event-stream`, with its resume token. */
export interface RawEvent {
  readonly id: string;
  readonly data: string;
}

/** Maximum length of an unfinished event, in UTF-16 code units. */
const LONGEST_EVENT = 8 * 1024 * 1024;

/** A parser for the chunks of a `text/event-stream`. */
export class EventStreamParser {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #id = '';
  #data: string[] = [];
  /**
   * Length of all lines since the event's first data line, in UTF-16 code units. Other lines count too, because each
   * stored data line may keep the text of its whole chunk in memory.
   */
  #length = 0;

  /**
   * Returns the events that the chunk completes. Throws `RangeError` when an unfinished event exceeds 8 Mi UTF-16 code
   * units, including its comments and other fields.
   */
  push(chunk: Uint8Array): RawEvent[] {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true });
    const events: RawEvent[] = [];
    let position = 0;
    for (;;) {
      const end = text.indexOf('\n', position);
      if (end < 0) break;
      const event = this.#line(
        text.slice(position, text[end - 1] === '\r' && end > position ? end - 1 : end),
      );
      if (event !== undefined) events.push(event);
      position = end + 1;
    }
    this.#rest = text.slice(position);
    if (this.#length + this.#rest.length > LONGEST_EVENT)
      throw new RangeError(`an event of the stream is longer than ${LONGEST_EVENT} characters`);
    return events;
  }

  #line(line: string): RawEvent | undefined {
    if (line === '') return this.#dispatch();
    if (this.#data.length > 0) this.#length += line.length + 1;
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'id') this.#id = value;
    if (field !== 'data') return undefined;
    if (this.#data.length === 0) this.#length = line.length + 1;
    this.#data.push(value);
    return undefined;
  }

  #dispatch(): RawEvent | undefined {
    if (this.#data.length === 0) return undefined;
    const event = { id: this.#id, data: this.#data.join('\n') };
    this.#data = [];
    this.#length = 0;
    return event;
  }
}
