import type { EntityManager } from '@mikro-orm/postgresql';
import {
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { statementOf } from './statement.js';

/**
 * Runs work in one transaction. Statements that it calls at once share a flight to the server, which takes them in the order of the calls;
 * when one fails, so do all after it, with its error.
 */
export async function transact<T>(em: EntityManager, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const pool = await em.getConnection().getNativeClient();
  const client = await pool.connect();
  const flights = new Flights(client);
  let broken = false;
  try {
    // Not in a flight with what follows: if it failed, that would be committed statement by statement.
    await client.query('begin');
    const tx = em.fork({ useContext: false });
    tx.setTransactionContext(kyselyOn(pool, flights));
    const result = await work(tx);
    flights.end();
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error('A statement of the transaction had failed, so it was rolled back.');
    return result;
  } catch (error) {
    flights.end();
    await client.query('rollback').catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The statements of one transaction. Kysely's own holds each back until the one before has its answer. */
class Flights implements DatabaseConnection {
  private over = false;
  private failure: unknown;

  constructor(private readonly client: PoolClient) {}

  /** From now on the connection is another's. */
  end(): void {
    this.over = true;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (this.over) throw new Error('The transaction is over.');
    const { command, rowCount, rows } = await this.client
      .query(statementOf(sql, parameters))
      .catch((error: unknown) => {
        throw (this.failure ??= error);
      });
    return { rows: rows as R[], ...(command !== 'SELECT' && { numAffectedRows: BigInt(rowCount ?? 0) }) };
  }

  streamQuery(): never {
    throw new Error('Nothing is streamed within a transaction.');
  }
}

function kyselyOn(pool: Pool, flights: Flights): Kysely<unknown> {
  const dialect = new PostgresDialect({ pool });
  const executor = new DefaultQueryExecutor(COMPILER, ADAPTER, { provideConnection: (consumer) => consumer(flights) });
  return new Kysely({ config: { dialect }, dialect, driver: NO_DRIVER, executor });
}

const COMPILER = new PostgresQueryCompiler();
const ADAPTER = new PostgresAdapter();
const NO_DRIVER = new DummyDriver();
