/** The system as a child of the start script: its progress comes over IPC, its log goes to a file. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { dataDir, root } from './machine.mjs';

/** Starts `entry`; resolves with the child when it is ready. Rejects with what it said when it could not start. */
export function startChild(entry, { onPart, onNote }) {
  const logs = join(dataDir(), 'logs');
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, 'comptoir.log');
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const out = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, ['--enable-source-maps', '--import', 'tsx', entry], {
    cwd: root,
    env: { NODE_ENV: 'production', ...process.env },
    stdio: ['ignore', out, out, 'ipc'],
  });
  closeSync(out);
  const ready = new Promise((resolve, reject) => {
    let failed = null;
    let isReady = false;
    child.on('message', (message) => {
      if ('part' in message) onPart(message);
      else if ('note' in message) onNote(message.note);
      else if ('failed' in message) failed = message.failed;
      else if ('ready' in message) {
        isReady = true;
        resolve(message);
      }
    });
    child.once('exit', (code, signal) => {
      if (isReady) return;
      const tail = () => readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
      reject(new Error(failed ?? `It ended with ${code ?? signal}. The end of its log (${logFile}):\n${tail()}`));
    });
  });
  return { child, ready, logFile, exited: new Promise((done) => child.once('exit', (code) => done(code ?? 1))) };
}
