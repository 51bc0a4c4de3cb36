import { defineEntity, p } from '@mikro-orm/core';
import type { OwnSettings } from '../stock-item-configurations/configuration.rules.js';

const TopologyVersionSchema = defineEntity({
  name: 'TopologyVersion',
  tableName: 'topology',
  properties: {
    one: p.boolean().primary(),
    version: p.integer(),
    lastSourceId: p.integer(),
    lastStockId: p.integer(),
    lastLinkId: p.integer(),
    lastWebsiteId: p.integer(),
    configurationDefaults: p.json<OwnSettings>().defaultRaw(`'{}'`),
  },
});

/** The single row that counts changes of sources, stocks, links, channels and websites, and the highest ids they ever had. */
export class TopologyVersion extends TopologyVersionSchema.class {}
TopologyVersionSchema.setClass(TopologyVersion);
