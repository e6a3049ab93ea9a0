import { quoteForShell, singleQuoted } from '../../support/text/shell-quote.ts';
import { connectionFlags, DOWNLOADS, INSTALL_PATHS, type InstallOffer } from './install-source.ts';

/**
 * Returns the script that installs a runner on Linux, or with npm on macOS. The script contains no secret: its caller
 * passes the enrollment token. The script verifies downloads with checksums from its own text. The whole script is one
 * function that the last line calls, so a partially downloaded script does nothing.
 */
export function shellScript(offer: InstallOffer): string {
  const { serverUrl, trust, checksums, name = 'runner' } = offer;
  const checksum = (file: string) => checksums[file] ?? '';
  return `#!/bin/sh
# Installs an Outrunner runner of the coordinator at ${serverUrl}
#
#   curl -fsSL ${serverUrl}${INSTALL_PATHS.shell} | sh
#
# As root it installs a service; as another user it installs into the home directory. Arguments are passed to
# \`outrunner runner install\`. To remove it: \`outrunner runner uninstall\`. Environment variables:
#
#   OUTRUNNER_ENROLLMENT_TOKEN  the one-time token of the runner; if unset, the script asks for it
#   OUTRUNNER_NAME              name of service and data dir, for several runners on one host
#   OUTRUNNER_BINARY            path of the runner program, if it is already downloaded
#   HTTPS_PROXY, NO_PROXY       as for curl
set -eu

outrunner_install() {
  server=${singleQuoted(serverUrl)}
  name=\${OUTRUNNER_NAME:-${name}}
  certificate=${singleQuoted(trust?.certificate ?? '')}
  work=''
  program=''

  if [ "$(id -u)" -eq 0 ]; then
    # All users may run what root installs, whatever umask root has.
    umask 022
    library=/usr/local/lib/outrunner
    if ! mkdir -p "$library" 2>/dev/null || ! [ -w "$library" ]; then library=/opt/outrunner; fi
  else
    library=$HOME/.local/share/outrunner
  fi
  trap 'clean_up' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if ! mkdir -p "$library" || ! [ -w "$library" ]; then
    fail "the program cannot be stored: make $library writable, or install as a user whose home is"
  fi
  # In the library folder, because programs in /tmp may not be allowed to run.
  work=$(mktemp -d "$library/install.XXXXXX")

  choose_file
  ask_token
  if [ -n "$file" ]; then get_program; else get_package; fi
  if [ -n "$token" ]; then
    OUTRUNNER_ENROLLMENT_TOKEN=$token
    export OUTRUNNER_ENROLLMENT_TOKEN
  else
    unset OUTRUNNER_ENROLLMENT_TOKEN
  fi
  "$program" runner install --name "$name" ${connectionFlags(offer).map(quoteForShell).join(' ')} "$@" </dev/null
}

say() { printf 'outrunner: %s\\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

clean_up() {
  if [ -t 2 ]; then stty echo 2>/dev/null </dev/tty || true; fi
  if [ -n "$work" ]; then rm -rf "$work"; fi
}

# Sets file and checksum for this host. If there is no file, leaves it empty and sets why to the reason.
choose_file() {
  file=''
  checksum=''
  why="there is no single-file runner for $(uname -s) on $(uname -m)"
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64 | Linux-amd64)
      file=${DOWNLOADS.linuxX64}
      checksum=${singleQuoted(checksum(DOWNLOADS.linuxX64))}
      ;;
    Linux-aarch64 | Linux-arm64)
      file=${DOWNLOADS.linuxArm64}
      checksum=${singleQuoted(checksum(DOWNLOADS.linuxArm64))}
      ;;
  esac
  if [ -z "$file" ]; then return; fi
  if [ -z "$checksum" ]; then
    why="the coordinator has no $file"
    file=''
  elif case "$(ldd --version 2>&1)" in *musl*) true ;; *) false ;; esac then
    why='the single-file runner needs glibc, and this host has musl'
    file=''
  elif has_old_glibc; then
    fail "this host has glibc $libc, and a runner needs 2.28 or later"
  fi
}

has_old_glibc() {
  libc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || return 1
  libc=\${libc#glibc }
  minor=\${libc#2.}
  minor=\${minor%%.*}
  [ "\${libc%%.*}" = 2 ] && [ "$minor" -lt 28 ]
}

# Reads the token without showing it. Without a token, an installed runner is upgraded.
ask_token() {
  token=\${OUTRUNNER_ENROLLMENT_TOKEN:-}
  if [ -n "$token" ] || ! (: </dev/tty) 2>/dev/null; then return; fi
  stty -echo </dev/tty 2>/dev/null || true
  printf 'Enrollment token (leave empty to upgrade an installed runner): ' >/dev/tty
  read -r token </dev/tty || token=''
  stty echo </dev/tty 2>/dev/null || true
  printf '\\n' >/dev/tty
}

get_program() {
  program=$work/outrunner
  if [ -n "\${OUTRUNNER_BINARY:-}" ]; then
    cp "$OUTRUNNER_BINARY" "$program"
  else
    say "downloading $server${INSTALL_PATHS.downloads}/$file"
    fetch "$file" "$program"
  fi
  verify "$program" "$checksum"
  chmod 755 "$program"
}

get_package() {
  package=$work/${DOWNLOADS.npm}
  checksum=${singleQuoted(checksum(DOWNLOADS.npm))}
  if [ -z "$checksum" ]; then fail "$why, and the coordinator has no npm package: see its --runner-binaries"; fi
  command -v npm >/dev/null 2>&1 ||
    fail "$why. The npm package needs Node.js 20.15 or later with npm: install them and try again"
  say "$why: installing the npm package"
  fetch ${DOWNLOADS.npm} "$package"
  verify "$package" "$checksum"
  npm install --global --prefix "$library" "$package" </dev/null >&2
  program=$library/bin/outrunner
}

# The checksum verifies the download, whatever server answered.
fetch() {
  url=$server${INSTALL_PATHS.downloads}/$1
  if command -v curl >/dev/null 2>&1; then
    if [ -n "$certificate" ]; then
      printf '%s\\n' "$certificate" >"$work/certificate.pem"
      curl -fsSL --cacert "$work/certificate.pem" -o "$2" "$url"
    else
      curl -fsSL -o "$2" "$url"
    fi
  elif command -v wget >/dev/null 2>&1; then
    if [ -n "$certificate" ]; then wget -q --no-check-certificate -O "$2" "$url"; else wget -q -O "$2" "$url"; fi
  else
    fail "curl or wget is needed; or download $url elsewhere and set OUTRUNNER_BINARY to its path"
  fi
}

verify() {
  if command -v sha256sum >/dev/null 2>&1; then
    found=$(sha256sum "$1")
  elif command -v shasum >/dev/null 2>&1; then
    found=$(shasum -a 256 "$1")
  else
    found=$(openssl dgst -sha256 -r "$1")
  fi
  if [ "\${found%% *}" != "$2" ]; then fail "the checksum of the download differs from that of the coordinator"; fi
}

outrunner_install "$@"
`;
}
