/** Checks that schema.prisma of each context says what its migrations make. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../system/src/local/postgres.ts';
import { driftOf } from '../migrations/engine.ts';
import { refuse, root, type Check } from './check.ts';

/**
 * Defaults and sequences are the database's own business: no client reads them. Nor does one read the tables behind the views of
 * read models, of which each build makes others.
 */
function ofInterest(script: string): string[] {
  return script
    .replace(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim().replace(/\s+/g, ' '))
    .filter((statement) => statement && !/^(CREATE|DROP|ALTER) SEQUENCE|^DROP TABLE "\w+_v\d+"$/.test(statement))
    .filter(
      (statement) => !/^ALTER TABLE "\w+"( ?,? ALTER COLUMN "\w+" (SET DEFAULT [^,]+|DROP DEFAULT))+$/.test(statement),
    );
}

export const databaseChecks: Check[] = [
  {
    name: 'schema.prisma and migrations',
    async run() {
      const dataDir = mkdtempSync(join(tmpdir(), 'comptoir-drift-'));
      const server = await startPostgres({ dataDir, durable: false, maxConnections: 50 });
      try {
        const faults: string[] = [];
        for (const context of readdirSync(`${root}subgraphs`)) {
          const folder = `${root}subgraphs/${context}/prisma`;
          if (!existsSync(`${folder}/schema.prisma`)) continue;
          const statements = ofInterest(await driftOf(server.adminUrl, folder));
          if (statements.length > 0)
            faults.push(
              `${context}: schema.prisma says something else than its migrations. To agree they would need:`,
              ...statements.map((s) => `  ${s};`),
            );
        }
        refuse(faults);
      } finally {
        await server.stop();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  },
];
