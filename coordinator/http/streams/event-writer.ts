import type { ServerResponse } from 'node:http';
import { BufferPool } from '../../../support/memory/buffer-pool.ts';
import { asBuffer } from '../../store/output/index/bytes.ts';
import type { OutgoingEvent } from '../handler.ts';

/** Buffered events are sent once they reach this size in bytes, or at the end of the tick. */
const ENOUGH_BYTES = 64 * 1024;

/**
 * Maximum number of bytes that one call encodes: a multiple of 3, so that only the last piece of a payload is padded.
 * Short pieces keep large strings off the heap.
 */
const ENCODED_AT_ONCE = 12 * 1024;

/** Up to this many characters, the events of one tick are collected in a string. */
const SHORT_CHARACTERS = 4096;

/**
 * Size of a buffer for longer events, in bytes: room for the longest output event, whose 64 KiB of payload are encoded
 * in base64.
 */
const BUFFER_BYTES = 128 * 1024;

const BUFFERS = new BufferPool(64 * BUFFER_BYTES);

/**
 * Writes events to a response. Events of one tick are written together. Long events are written as bytes, because
 * strings would take three times the memory.
 */
export class EventWriter {
  readonly #response: ServerResponse;
  /** Events that are not in a buffer yet. */
  #text = '';
  #buffer: Buffer | undefined;
  #size = 0;
  #flushTimer: NodeJS.Immediate | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Adds a copy of an event. */
  add({ id, data, bytes }: OutgoingEvent): void {
    if (bytes === undefined) this.#add(`id: ${id}\ndata: ${data}\n\n`, NOTHING, '');
    else this.#add(`id: ${id}\ndata: ${data}`, asBuffer(bytes.payload), `${bytes.rest}\n\n`);
    if (this.#size >= ENOUGH_BYTES) this.send();
    else this.#flushTimer ??= setImmediate(() => this.send());
  }

  /** Sends the added events. */
  send(): void {
    clearImmediate(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#text !== '') this.#response.write(this.#text);
    this.#text = '';
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    this.#response.write(buffer.subarray(0, this.#size), () => BUFFERS.give(buffer));
    this.#buffer = undefined;
    this.#size = 0;
  }

  /** Moves the collected text of short events into a new buffer. */
  #begin(): Buffer {
    const buffer = BUFFERS.take(BUFFER_BYTES);
    this.#size = buffer.write(this.#text);
    this.#text = '';
    this.#buffer = buffer;
    return buffer;
  }

  #add(before: string, payload: Buffer, after: string): void {
    const encoded = Math.ceil(payload.byteLength / 3) * 4;
    if (
      this.#buffer === undefined &&
      this.#text.length + before.length + encoded + after.length <= SHORT_CHARACTERS
    ) {
      this.#text += `${before}${payload.toString('base64')}${after}`;
      return;
    }
    const size = Buffer.byteLength(before) + encoded + Buffer.byteLength(after);
    if (this.#size + Buffer.byteLength(this.#text) + size > BUFFER_BYTES) this.send();
    if (size > BUFFER_BYTES) {
      this.#response.write(Buffer.from(before + payload.toString('base64') + after));
      return;
    }
    const buffer = this.#buffer ?? this.#begin();
    this.#size += buffer.write(before, this.#size);
    for (let start = 0; start < payload.byteLength; start += ENCODED_AT_ONCE) {
      const piece = payload.toString('base64', start, start + ENCODED_AT_ONCE);
      this.#size += buffer.write(piece, this.#size, 'latin1');
    }
    this.#size += buffer.write(after, this.#size);
  }
}

const NOTHING = Buffer.alloc(0);
