/** Unquoted scalars that some YAML reader resolves to a type other than string. */
const AMBIGUOUS: readonly RegExp[] = [
  /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=)?$/i,
  // Whole numbers of YAML 1.1 and 1.2, and the digits with commas that some readers accept.
  /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+|[0-9][0-9_,]*)$/i,
  /^[-+]?(?:[0-9][0-9_,]*\.?[0-9_,]*|\.[0-9_,]*)(?:e[-+]?[0-9]+)?$/i,
  // Some readers treat an exponent without leading digits as a number.
  /^[-+]?e[-+]?[0-9]+$/i,
  /^[-+]?\.(?:inf|nan)$/i,
  // Base 60, as in 12:30:45 and 1:30.5.
  /^[-+]?[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)?$/,
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?)?)?$/,
];

/** Returns whether a string must be quoted so that readers of YAML 1.0, 1.1 and 1.2 read the same string. */
export function isAmbiguousScalar(text: string): boolean {
  return AMBIGUOUS.some((pattern) => pattern.test(text));
}
