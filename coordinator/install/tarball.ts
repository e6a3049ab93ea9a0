const BLOCK = 512;
/** Constant modification time in epoch seconds, so that the same files always produce the same bytes. */
const MODIFIED = 1;

export interface TarredFile {
  /** Relative path of at most 100 ASCII bytes. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly executable?: boolean;
}

/** Returns an uncompressed tar archive (ustar). The same files produce the same bytes. */
export function tarball(files: readonly TarredFile[]): Buffer {
  const parts = files.flatMap((file) => [header(file), file.bytes, padding(file.bytes.length)]);
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header({ path, bytes, executable = false }: TarredFile): Buffer {
  const block = Buffer.alloc(BLOCK);
  const text = (offset: number, value: string) => block.write(value, offset, 'latin1');
  const octal = (offset: number, width: number, value: number) =>
    text(offset, value.toString(8).padStart(width, '0'));
  text(0, path);
  octal(100, 7, executable ? 0o755 : 0o644);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, bytes.length);
  octal(136, 11, MODIFIED);
  // The checksum of the header is computed with blanks in the checksum field.
  text(148, ' '.repeat(8));
  text(156, '0');
  text(257, 'ustar\u000000');
  octal(
    148,
    6,
    block.reduce((sum, byte) => sum + byte, 0),
  );
  text(154, '\u0000 ');
  return block;
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}
