/**
 * Prisma's schema engine as WebAssembly, offline: it tells how the tables that the migrations make differ from
 * schema.prisma. Development only; migrations run through packages/database.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
// The package's main entry imports WebAssembly as a module, which Node cannot: this one leaves the instance to us.
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

type Diff = { exitCode: number; stdout: string | null };
type SchemaEngine = { diff(params: unknown): Promise<Diff>; free(): void };
type Glue = {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: { new: (params: unknown, log: (message: string) => void, adapter: unknown) => Promise<SchemaEngine> };
};

const { __wbg_set_wasm, SchemaEngine } = glue as unknown as Glue;

let started = false;
async function start(): Promise<void> {
  if (started) return;
  started = true;
  // Without it a panic of the engine shows as a TypeError.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) },
  });
  const file = join(
    dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')),
    'schema_engine_bg.wasm',
  );
  const imports = { './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports };
  const { instance } = await WebAssembly.instantiate(readFileSync(file), imports);
  __wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}

/** The folder of migrations in the shape that the engine reads. */
function listMigrations(folder: string) {
  const lock = join(folder, 'migration_lock.toml');
  return {
    baseDir: folder,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? readFileSync(lock, 'utf8') : null },
    migrationDirectories: readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
      .map((path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok', value: readFileSync(join(folder, path, 'migration.sql'), 'utf8') },
        },
      })),
  };
}

type Prototype = {
  performIO(query: unknown): Promise<{ fields?: { dataTypeID: number }[]; rows: unknown[][] & { chars?: number[] } }>;
  queryRaw(query: unknown): Promise<{ rows: unknown[][] & { chars?: number[] }; columnTypes: number[] }>;
  executeScript(
    this: { client: { query(sql: string): Promise<unknown> }; onError(error: unknown): void },
    sql: string,
  ): Promise<void>;
};

function ownerOf(adapter: object, method: string): Prototype {
  for (let at: object | null = adapter; at; at = Object.getPrototypeOf(at) as object | null)
    if (Object.hasOwn(at, method)) return at as Prototype;
  throw new Error(`@prisma/adapter-pg has no ${method} any more.`);
}

let mended = false;
/** Two gaps of the adapter: the catalogue's type "char" (oid 18), and scripts cut at every semicolon. */
async function mend(factory: PrismaPg): Promise<void> {
  if (mended) return;
  mended = true;
  const adapter = await factory.connect();
  const queries = ownerOf(adapter, 'performIO');
  const { performIO, queryRaw } = queries;
  queries.performIO = async function (query) {
    const result = await performIO.call(this, query);
    const chars: number[] = [];
    result.fields?.forEach((field, at) => {
      if (field.dataTypeID !== 18) return;
      chars.push(at);
      field.dataTypeID = 25;
    });
    if (chars.length > 0) result.rows.chars = chars;
    return result;
  };
  queries.queryRaw = async function (query) {
    const result = await queryRaw.call(this, query);
    for (const at of result.rows.chars ?? []) result.columnTypes[at] = ColumnTypeEnum.Character;
    return result;
  };
  ownerOf(adapter, 'executeScript').executeScript = async function (sql) {
    await this.client.query(sql).catch((error: unknown) => this.onError(error));
  };
  await adapter.dispose();
}

/** SQL that would lead from what the migrations make to what the schema says; empty when they agree. */
export async function driftOf(adminUrl: string, folder: string): Promise<string> {
  await start();
  const url = new URL(adminUrl);
  const at = {
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
  };
  const main = new PrismaPg(at);
  await mend(main);
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: main.provider,
    adapterName: main.adapterName,
    connect: () => main.connect(),
    // The adapter's own drops its shadow database while it is connected to it.
    async connectToShadowDb() {
      const name = `shadow_${crypto.randomUUID()}`;
      const admin = await main.connect();
      await admin.executeScript(`CREATE DATABASE "${name}" TEMPLATE template0`);
      const shadow = await new PrismaPg({ ...at, database: name }).connect();
      const dispose = shadow.dispose.bind(shadow);
      shadow.dispose = async () => {
        await dispose();
        await admin.executeScript(`DROP DATABASE "${name}" WITH (FORCE)`);
        await admin.dispose();
      };
      return shadow;
    },
  };
  const path = join(folder, 'schema.prisma');
  const files = [{ path, content: readFileSync(path, 'utf8') }];
  const engine = await SchemaEngine.new(
    { datamodels: files.map((file) => [file.path, file.content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  const { stdout } = await engine.diff({
    from: { tag: 'migrations', ...listMigrations(join(folder, 'migrations')) },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: true,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  engine.free();
  return stdout ?? '';
}
