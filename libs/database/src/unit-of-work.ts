import type { EntityManager } from '@mikro-orm/postgresql';
import { UnknownSkus, registerSkus } from '#inventory/source-items/sku-lock.sql';
import { transact } from './pipelined-transaction.js';

/**
 * Runs work in one transaction and, when it stops at SKUs without a row, makes the rows in a transaction of their own and runs it again.
 * The work must leave nothing behind outside the transaction.
 */
export async function inTransaction<T>(em: EntityManager, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact(em, work);
    } catch (error) {
      if (!(error instanceof UnknownSkus) || attempt > 3) throw error;
      await registerSkus(em.fork(), error.skus);
    }
  }
}
