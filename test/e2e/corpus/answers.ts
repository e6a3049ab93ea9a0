/** Answers the queries that scripts send to a cloud, and records the created projects. */
const OPENSTACK = `
case "$*" in
  'project list') cat "$STATE/projects" 2>/dev/null ;;
  'project create'*) for name; do :; done; echo "| id-of-it | $name |" >> "$STATE/projects" ;;
  'project show '*) grep -q "$3" "$STATE/projects" ;;
  'network list') echo '| 5be315b7-7ebd-4254-97fe-18c1df501538 | Internal |' ;;
  'security group list'*) printf '%s\\n' '+----+----+' '| ID | Name |' '| group-0 | default |' ;;
  'security group create'*) echo '| id | group-of-'"$6"' |' ;;
esac
`;

/** Scripts for the programs that replace those of the jobs. `$STATE` is a folder for their state. */
export const ANSWERS: Readonly<Record<string, string>> = {
  'apt-get': '',
  df: `printf 'Use%%\\n 42%%\\n'`,
  git: '',
  mkdir: '/bin/mkdir "$@"',
  openstack: OPENSTACK,
  psql: 'echo "password [$PGPASSWORD]"',
  python: 'echo "python runs $(basename "$1" | tr -d 0-9)"',
  python3: `case $1 in */clone-vault.py) echo 'see href: https://vault.example.org/ui' ;; esac`,
  sleep: '',
  // Prints its standard input.
  sudo: '[ "$1" != chpasswd ] || cat',
  tar: '',
  uname: 'echo Linux',
};
