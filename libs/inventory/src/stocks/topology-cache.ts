import type { EntityManager } from '@mikro-orm/postgresql';
import { loadTopology, type TopologyState } from './topology.sql.js';
import type { Topology } from './topology.js';

/** The topology as last read by this process, read anew when its version has moved on. Nobody changes what it holds. */
export class TopologyCache {
  private last?: Topology;

  /** The topology of a version; call it under the topology lock. */
  async at(tx: EntityManager, state: TopologyState): Promise<Topology> {
    if (this.last?.version !== state.version) this.last = await loadTopology(tx, state);
    return this.last;
  }
}
