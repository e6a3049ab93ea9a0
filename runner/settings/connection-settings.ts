import { optional, setting } from './setting.ts';
import { duration, list, text, wholeNumber, yesNo } from './setting-kinds.ts';

/** Settings of the connection to the coordinator. */
export const CONNECTION_SETTINGS = {
  server: optional(text, {
    path: 'runner.server.url',
    flag: '--server <url>',
    shown: 'the value at enrollment',
    description: 'Address of the coordinator',
    alsoKnownAs: ['runner.rundeck.server.url'],
  }),
  insecurePlaintext: optional(yesNo, {
    path: 'runner.server.insecurePlaintext',
    flag: '--insecure-plaintext',
    shown: 'the value at enrollment, or `false`',
    description:
      'Whether to call an `http://` address of another host; anyone on the network path can read secrets and output',
  }),
  enrollmentTokenFile: optional(text, {
    path: 'runner.enrollment.tokenFile',
    flag: '--enrollment-token-file <file>',
    description: 'File with the one-time token; `-` is standard input. Or set `OUTRUNNER_ENROLLMENT_TOKEN`',
  }),
  caFile: optional(text, {
    path: 'runner.server.ca',
    flag: '--ca <file>',
    shown: 'the value at enrollment',
    description: 'Authorities to trust in addition to those of Node.js, PEM',
  }),
  caFingerprint: optional(text, {
    path: 'runner.server.caFingerprint',
    flag: '--ca-fingerprint <sha256:hex>',
    description: 'Fingerprint of a certificate; only certificate chains that contain it are trusted',
  }),
  clientCertificate: optional(text, {
    path: 'runner.server.clientCertificate',
    flag: '--client-cert <file>',
    shown: 'the value at enrollment',
    description: 'Client certificate with its chain, PEM; read again for new connections',
  }),
  clientKey: optional(text, {
    path: 'runner.server.clientKey',
    flag: '--client-key <file>',
    shown: 'the value at enrollment',
    description: 'Private key of the client certificate, PEM',
  }),
  clientKeyPassphraseFile: optional(text, {
    path: 'runner.server.clientKeyPassphraseFile',
    flag: '--client-key-passphrase-file <file>',
    shown: 'the value at enrollment',
    description: 'File with the passphrase of the private key',
  }),
  clientKeyPassphrase: optional(text, {
    path: 'runner.server.clientKeyPassphrase',
    description: 'Passphrase of the private key; never stored',
    secret: true,
  }),
  proxy: optional(text, {
    path: 'runner.proxy.url',
    flag: '--proxy <url>',
    shown: '`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`',
    description: 'HTTP proxy',
    alsoKnownAs: ['micronaut.http.client.proxy-address'],
  }),
  proxyUsername: optional(text, {
    path: 'runner.proxy.username',
    flag: '--proxy-user <name>',
    description: 'User name at the proxy',
    alsoKnownAs: ['micronaut.http.client.proxy-username'],
  }),
  proxyPasswordFile: optional(text, {
    path: 'runner.proxy.passwordFile',
    flag: '--proxy-password-file <file>',
    description: 'File with the password for the proxy',
  }),
  proxyPassword: optional(text, {
    path: 'runner.proxy.password',
    description: 'Password for the proxy',
    alsoKnownAs: ['micronaut.http.client.proxy-password'],
    secret: true,
  }),
  proxyExcept: optional(
    list('hosts, with or without a port; each includes its subdomains, and `*` means all hosts', () => true),
    {
      path: 'runner.proxy.except',
      flag: '--proxy-except <hosts>',
      description: 'Hosts that are reached without the proxy configured here',
    },
  ),
  maxConnections: setting(wholeNumber(4, 1000), 16, {
    path: 'runner.http.maxConnections',
    description: 'Concurrent connections to the coordinator',
    alsoKnownAs: ['micronaut.http.client.pool.max-connections'],
  }),
  connectTimeout: setting(duration('100ms', '10m'), 10_000, {
    path: 'runner.http.connectTimeout',
    shown: '10s',
    description: 'Time limit until a connection is open',
    alsoKnownAs: ['micronaut.http.client.connect-timeout'],
  }),
  answerTimeout: optional(duration('1s', '10m'), {
    path: 'runner.http.answerTimeout',
    shown: '10s to 30s, depending on the call',
    description: 'Time limit until an answer begins, in addition to the time that a poll is held',
    alsoKnownAs: ['micronaut.http.client.read-timeout'],
  }),
  idleTimeout: setting(duration('1s', '1h'), 30_000, {
    path: 'runner.http.idleTimeout',
    shown: '30s',
    description: 'How long an idle connection is kept; must be below the limit of proxies',
  }),
  longestPoll: optional(duration('1s', '5m'), {
    path: 'runner.poll.longest',
    flag: '--poll <time>',
    shown: 'set by the coordinator: 25s',
    description: 'How long the coordinator may hold a poll; for proxies that end idle requests earlier',
  }),
  backoffFirst: setting(duration('10ms', '1m'), 100, {
    path: 'runner.backoff.first',
    shown: '100ms',
    description:
      'Maximum wait before the first repetition of a failed call. The wait is random, and its maximum doubles with each failure',
  }),
  backoffLongest: setting(duration('100ms', '1h'), 5000, {
    path: 'runner.backoff.longest',
    shown: '5s',
    description: 'Upper limit of the wait before a failed call is repeated',
  }),
} as const;
