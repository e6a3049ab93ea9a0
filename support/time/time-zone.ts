import { ownTimeZone } from './own-time-zone.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** In ms; more than the largest offset of any zone from UTC. */
const FURTHEST_OFFSET = 15 * HOUR;

/** A time zone. A wall time is expressed as the epoch ms at which UTC shows the same digits. */
export class TimeZone {
  /** The name that was requested. */
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;

  private constructor(name: string, format: Intl.DateTimeFormat) {
    this.name = name;
    this.#format = format;
  }

  /** Returns the zone of a name such as `Europe/Berlin`, `UTC` or Java's `GMT+02:00`. Undefined for an unknown name. */
  static find(name: string): TimeZone | undefined {
    const known = found.get(name);
    if (known !== undefined) return known;
    try {
      const format = new Intl.DateTimeFormat('en-US', {
        timeZone: standardName(name),
        timeZoneName: 'longOffset',
      });
      const zone = new TimeZone(name, format);
      if (found.size >= MOST_KEPT) found.clear();
      found.set(name, zone);
      return zone;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** Returns the zone of this process. */
  static own(): TimeZone {
    return TimeZone.find(ownTimeZone()) ?? TimeZone.#utc();
  }

  /** Returns how many ms the clocks of the zone are ahead of UTC at an instant. */
  offsetAt(instant: number): number {
    const written = this.#format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign = '+', hours = 0, minutes = 0, seconds = 0] =
      /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?/.exec(written ?? '') ?? [];
    const size = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * 1000;
    return sign === '-' ? -size : size;
  }

  wallAt(instant: number): number {
    return instant + this.offsetAt(instant);
  }

  /**
   * Returns the instant at which clocks of the zone show a wall time; undefined if they skip it. If they show it twice,
   * returns the later instant.
   */
  instantOf(wall: number): number | undefined {
    const offsets = [this.offsetAt(wall - FURTHEST_OFFSET), this.offsetAt(wall + FURTHEST_OFFSET)];
    const instants = offsets
      .map((offset) => wall - offset)
      .filter((instant) => this.wallAt(instant) === wall);
    return instants.length === 0 ? undefined : Math.max(...instants);
  }

  static #utc(): TimeZone {
    return new TimeZone(
      'UTC',
      new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', timeZoneName: 'longOffset' }),
    );
  }
}

const MOST_KEPT = 256;
const found = new Map<string, TimeZone>();

/** Converts Java's notation of a fixed offset (`GMT-8`, `GMT+5:30`, `GMT+0530`) to `-08:00`. */
function standardName(name: string): string {
  const fixed = /^(?:GMT|UTC|UT)?([+-])(\d{1,2}):?(\d{2})?$/.exec(name.trim());
  if (fixed === null) return name.trim();
  const [, sign = '+', hours = '0', minutes = '00'] = fixed;
  return `${sign}${hours.padStart(2, '0')}:${minutes}`;
}
