import fc from 'fast-check';

/** Generates strings that YAML may parse as another type or as syntax, and random strings. */
export function text(): fc.Arbitrary<string> {
  const likeOtherTypes = [
    'yes',
    'No',
    '010',
    '0x1f',
    '1_0',
    '1:30',
    '1.10',
    '2020-01-01',
    '~',
    'null',
    '',
    '<<',
    '=',
    'y',
    '.inf',
  ];
  const likeSyntax = [
    '# a',
    'a: b',
    '- a',
    '&a',
    '*a',
    '!a',
    '| ',
    '> ',
    '"',
    "'",
    '{a',
    '[',
    ' a ',
    'a\t',
    'a\r\nb',
    '\n\na\n',
    'a \n b',
    '%a',
    '@a',
    '`a',
  ];
  return fc.oneof(
    fc.constantFrom(...likeOtherTypes, ...likeSyntax),
    fc.string({ unit: 'grapheme', maxLength: 60 }).map((value) => value.replaceAll('\0', '')),
    fc
      .array(fc.constantFrom(...likeSyntax, '\n', '  ', 'echo'), { maxLength: 6 })
      .map((parts) => parts.join('')),
  );
}

/** A text that is not blank and contains no reference, because checks may reject references. */
export function filledText(): fc.Arbitrary<string> {
  return text().map((value) => `a${value.replaceAll('${', '$ {')}`);
}

/** Any plain value. */
export function unknown(): fc.Arbitrary<unknown> {
  const leaf = fc.oneof(text(), fc.integer(), fc.boolean(), fc.constant(null));
  return fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(filledText(), leaf, { maxKeys: 3, noNullPrototype: true }),
  );
}

/** Letters, digits, `_`, `.` and `-`, but not `__proto__`. */
export function word(): fc.Arbitrary<string> {
  return fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/).filter((text) => text !== '__proto__');
}

/** A map of strings. */
export function textMap(): fc.Arbitrary<Record<string, string>> {
  return fc.dictionary(filledText(), text(), { maxKeys: 3, noNullPrototype: true });
}

/** A boolean, or its name. */
export function flag(): fc.Arbitrary<boolean | string> {
  return fc.oneof(fc.boolean(), fc.constantFrom('true', 'false'));
}
