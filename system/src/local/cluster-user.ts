import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export type ClusterUser = { name: string; uid: number; gid: number };

/** PostgreSQL refuses to run as root. As root it runs as `postgres` or `nobody`; an ordinary user runs it as himself (null). */
export function clusterUser(): ClusterUser | null {
  if (process.getuid?.() !== 0) return null;
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody". Add one (useradd postgres), or start as an ordinary user.',
  );
}

/** Throws, naming the folder, when that user cannot walk down to `path`. */
export function assertReachable(path: string, user: ClusterUser | null, what: string): void {
  if (!user) return accessSync(path, constants.R_OK);
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if (!(mode & bit))
      throw new Error(
        `PostgreSQL runs as user "${user.name}" (it refuses root) and cannot reach ${what} ${path}: ${folder} is closed to it. ` +
          `Open that folder (chmod a+x ${folder}), work from another one, or start as an ordinary user.`,
      );
    if (folder === dirname(folder)) return;
  }
}
