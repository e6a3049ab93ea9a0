export interface SystemdUnit {
  readonly name: string;
  readonly user: string;
  readonly service: string;
  /** Program and arguments. */
  readonly command: readonly string[];
}

/**
 * Returns the unit of a runner. Steps are its children and would lose every right that systemd takes from the runner.
 * So the unit contains nothing that implies `NoNewPrivileges` (sudo) or private mounts (`mount`, `/tmp`).
 */
export function systemdUnit({ name, user, service, command }: SystemdUnit): string {
  return `[Unit]
Description=Outrunner runner ${name}
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
# Ready once its keeper answers, wherever the coordinator is. It tells by systemd-notify, a child of it.
Type=notify
NotifyAccess=all
# A runner whose loop or keeper hangs is started anew; its steps go on.
WatchdogSec=60
User=${user}
ExecStart=${command.map(quoteForUnit).join(' ')}

# A drained runner ends with 0 and comes back fresh. 2: the command line is wrong; 3: the coordinator refused it.
Restart=always
RestartSec=5
RestartPreventExitStatus=2 3

# Only the runner is stopped. Its keeper holds the steps, and the next start takes them over: a restart ends nothing.
KillMode=process
TimeoutStopSec=15

# One step that takes too much memory is not the end of all.
OOMPolicy=continue
LimitNOFILE=65536:524288
# Secrets in memory reach no core file.
LimitCORE=0:infinity

# The socket between runner and keeper stands here, where nothing clears away what looks old.
RuntimeDirectory=${service}
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=yes
Environment=XDG_RUNTIME_DIR=%t/${service}

[Install]
WantedBy=multi-user.target
`;
}

/** Splits a line of a unit into words: the reverse of {@link quoteForUnit}. */
export function wordsOfUnit(line: string): string[] {
  const written = line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
  return written.map((word) => {
    const plain = word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word;
    return plain.replaceAll('%%', '%').replaceAll('$$', () => '$');
  });
}

/** Quotes a word for systemd, where `%` begins a specifier and `$` a variable. */
function quoteForUnit(word: string): string {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[A-Za-z0-9_%+,./:@=$-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, '\\$&')}"`;
}
