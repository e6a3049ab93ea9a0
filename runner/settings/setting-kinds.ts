import { resolve } from 'node:path';

/** A value from a flag, an environment variable or YAML. All are parsed in the same way. */
export type GivenValue = string | number | boolean | readonly unknown[] | Readonly<Record<string, unknown>>;

/** How a setting is parsed. */
export interface Kind<Value> {
  /** Description of the form, for the documentation. */
  readonly form: string;
  /** Parses a value. Throws an `Error` whose message continues a sentence that begins with the setting's name. */
  readonly read: (given: GivenValue) => Value;
  /** Whether the values of all sources are merged. For equal keys, the source of higher precedence wins. */
  readonly merges?: true;
}

export type Assignments = Readonly<Record<string, string>>;

export const text: Kind<string> = {
  form: 'text',
  read: (given) => {
    const read = textOf(given);
    if (read.trim() !== '') return read;
    throw new Error('is empty: give it a value, or remove it');
  },
};

export const yesNo: Kind<boolean> = {
  form: '`true` or `false`',
  read: (given) => {
    if (given === true || given === 'true') return true;
    if (given === false || given === 'false') return false;
    throw new Error('is neither true nor false');
  },
};

export function wholeNumber(least: number, most: number): Kind<number> {
  return {
    form: `${least} to ${most}`,
    read: (given) => {
      const number =
        typeof given === 'number' ? given : /^\d+$/.test(textOf(given)) ? Number(given) : Number.NaN;
      if (Number.isInteger(number) && number >= least && number <= most) return number;
      throw new Error(`is not a whole number from ${least} to ${most}`);
    },
  };
}

const TIME: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration, in ms. A value without a unit is in seconds. `least` and `most` have the form of a value. */
export function duration(least: string, most: string): Kind<number> {
  const between = measure(TIME, 's');
  const [low, high] = [between(least) ?? 0, between(most) ?? 0];
  return {
    form: `time: ${least} to ${most}`,
    read: (given) => {
      const value = between(textOf(given));
      if (value !== undefined && value >= low && value <= high) return Math.round(value);
      throw new Error(`is not a time from ${least} to ${most}, such as 500ms, 10s or 5m`);
    },
  };
}

const SIZE: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  kb: 1000,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1000 ** 2,
  mib: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1000 ** 3,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1000 ** 4,
  tib: 1024 ** 4,
};

/** A size, in bytes, which is also the default unit. `least` and `most` have the form of a value. */
export function size(least: string, most: string): Kind<number> {
  const between = measure(SIZE, 'b');
  const [low, high] = [between(least) ?? 0, between(most) ?? 0];
  return {
    form: `size: ${least} to ${most}`,
    read: (given) => {
      const value = between(textOf(given));
      if (value !== undefined && value >= low && value <= high) return Math.round(value);
      throw new Error(`is not a size from ${least} to ${most}, such as 512MiB or 2GiB`);
    },
  };
}

export function oneOf<const Value extends string>(values: readonly Value[]): Kind<Value> {
  return {
    form: values.map((value) => `\`${value}\``).join(', '),
    read: (given) => {
      const asked = textOf(given).toLowerCase();
      const found = values.find((value) => value === asked);
      if (found !== undefined) return found;
      throw new Error(`is none of ${values.join(', ')}`);
    },
  };
}

/** A list in YAML, or `a,b` in other sources. */
export function list(form: string, accepts: (item: string) => boolean): Kind<readonly string[]> {
  return {
    form,
    read: (given) => {
      const items = Array.isArray(given) ? given.map(textOf) : textOf(given).split(',');
      const trimmed = items.map((item) => item.trim()).filter((item) => item !== '');
      const wrong = trimmed.find((item) => !accepts(item));
      if (wrong !== undefined) throw new Error(`lists "${wrong}", which is none of: ${plain(form)}`);
      return trimmed;
    },
  };
}

/** A map in YAML, or `name=value,…` in other sources. */
export function assignments(form: string, accepts: (all: Assignments) => boolean): Kind<Assignments> {
  return {
    form,
    merges: true,
    read: (given) => {
      const pairs = isMap(given)
        ? Object.entries(given).map(([name, value]) => [name, textOf(value)] as const)
        : (Array.isArray(given) ? given.map(textOf) : textOf(given).split(',')).map(assignment);
      const all = Object.fromEntries(pairs);
      if (accepts(all)) return all;
      throw new Error(`is not valid; expected ${plain(form)}`);
    },
  };
}

/** A program with its arguments as a list, or only its name. It is started without a shell. */
export const program: Kind<readonly string[]> = {
  form: 'a program, or a list of a program and its arguments',
  read: (given) => {
    const [file, ...args] = Array.isArray(given) ? given.map(textOf) : [textOf(given)];
    if (!file) throw new Error('names no program');
    // Resolve the path now, because the program is started in another folder.
    return [/[\\/]/.test(file) ? resolve(file) : file, ...args];
  },
};

/** A loopback address with a port. */
export const loopbackAddress: Kind<string> = {
  form: 'loopback address and port, such as `127.0.0.1:9464`',
  read: (given) => {
    const address = textOf(given);
    const [, port] = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost):(\d{1,5})$/.exec(address) ?? [];
    if (port !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return address;
    throw new Error('is not a loopback address with a port, such as 127.0.0.1:9464');
  },
};

/** A map that is validated by the code that uses it. */
export const tree: Kind<Readonly<Record<string, unknown>>> = {
  form: 'a map',
  merges: true,
  read: (given) => {
    if (isMap(given)) return given;
    throw new Error('is not a map');
  },
};

function isMap(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  if (typeof given === 'number' || typeof given === 'boolean') return String(given);
  throw new Error('is not a single value');
}

function assignment(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new Error(`holds "${text}", which is not NAME=VALUE`);
  return [text.slice(0, equals).trim(), text.slice(equals + 1)];
}

function measure(
  units: Readonly<Record<string, number>>,
  bare: string,
): (text: string) => number | undefined {
  return (text) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
    const factor = units[unit === '' ? bare : unit.toLowerCase()];
    return number === undefined || factor === undefined ? undefined : Number(number) * factor;
  };
}

function plain(form: string): string {
  return form.replaceAll('`', '');
}
