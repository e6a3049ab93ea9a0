import { createPrivateKey, type KeyObject } from 'node:crypto';

const PKCS8 = /^-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----\n/;

/** Returns whether a private key is in PKCS #8 format, which OpenSSL writes and ssh2 does not support. */
export function isPkcs8(text: string): boolean {
  return PKCS8.test(text);
}

/** Returns the decrypted key in a format that ssh2 supports. Throws OpenSSL's error for an unreadable key. */
export function readablePkcs8(text: string, passphrase: string | undefined): string {
  const key = opened(text, passphrase);
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }).toString();
    case 'ed25519':
      return openSshText(key);
    default:
      throw new Error(`Unsupported key type ${key.asymmetricKeyType}`);
  }
}

/** Decrypts the key. Replaces OpenSSL's error for a wrong passphrase, which does not mention the passphrase. */
function opened(text: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) });
  } catch (error) {
    if (!text.includes('-----BEGIN ENCRYPTED')) throw error;
    throw new Error('the passphrase does not decrypt it', { cause: error });
  }
}

/** Returns an Ed25519 key in OpenSSH's own format, the only one that ssh2 supports for Ed25519. */
function openSshText(key: KeyObject): string {
  const { x = '', d = '' } = key.export({ format: 'jwk' });
  const [open, seed] = [Buffer.from(x, 'base64url'), Buffer.from(d, 'base64url')];
  const type = Buffer.from('ssh-ed25519');
  // The private part begins with two equal numbers, by which a program detects that it decrypted the part correctly.
  const content = [Buffer.alloc(8), field(type), field(open), field(Buffer.concat([seed, open])), field('')];
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(field),
    Buffer.from([0, 0, 0, 1]),
    field(Buffer.concat([field(type), field(open)])),
    field(padded(Buffer.concat(content))),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join(
    '\n',
  );
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function padded(bytes: Buffer): Buffer {
  const missing = (8 - (bytes.length % 8)) % 8;
  return Buffer.concat([bytes, Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, missing))]);
}
