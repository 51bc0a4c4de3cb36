import { sql } from 'kysely';
import type { Applied } from '#inventory/apply-batch';
import { openWorld, type World } from '#testing/world';
import type { Command } from '#contracts/commands';
import type { Model, Predicted } from './model.js';
import { Names, PublicIds, type Told } from './names.js';

/** A batch as it was applied, and what became of it. */
export interface Played extends Applied {
  batch: Command[];
  told: Told[];
}

/** A world in which drawn histories are played. */
export class Stage {
  private names: Names;

  private constructor(
    readonly world: World,
    private readonly ids: PublicIds,
  ) {
    this.names = new Names(ids);
  }

  /** Opens one; `rowsAtOnce` is what applyBatch says of it. */
  static async open(rowsAtOnce?: number): Promise<Stage> {
    const ids = new PublicIds();
    return new Stage(await openWorld(2, rowsAtOnce, ids.next), ids);
  }

  /** Begins anew. */
  async reset(): Promise<void> {
    await this.world.reset();
    this.ids.given = 0;
    this.names = new Names(this.ids);
  }

  /** Plays the next batch of a history. */
  async play(drawn: Command[]): Promise<Played> {
    const batch = this.names.in(drawn);
    if (batch.length === 0) await this.passHour();
    const applied = await this.world.apply(...batch);
    return { ...applied, batch, told: this.names.learn(batch, applied) };
  }

  /** Lets the time of every draft be over. */
  async passHour(): Promise<void> {
    const db = this.world.orm.em.fork().getKysely();
    await sql`update stock_reservation set expires_at = now() - interval '1 second' where expires_at is not null`.execute(
      db,
    );
  }
}

/** What a model says of a batch that was played. */
export function predicted(model: Model, { batch, told }: Pick<Played, 'batch' | 'told'>): Predicted[] {
  if (batch.length === 0) model.passHour();
  return batch.map((command, index) => model.apply(command, told[index]));
}
