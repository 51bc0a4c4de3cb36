import type { Kafka } from 'kafkajs';
import type { Door } from './door.js';
import type { EventFeed } from './event-feed.js';
import type { Page } from './page.js';
import type { Target } from './target.js';

/** What the steps share: the doors of the service, the page they print on and the stocks' ids, set by the step that creates them. */
export interface Tutorial {
  target: Target;
  page: Page;
  magento: Door;
  jsonApi: Door;
  kafka: Kafka;
  feed: EventFeed;
  stocks: { northAmerica: number; europe: number };
}

/** Where the paths of Magento's inventory routes begin. */
export const INVENTORY = '/rest/all/V1/inventory';
