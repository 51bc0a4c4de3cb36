import { EventFeed } from './tutorial/event-feed.js';
import { Door } from './tutorial/door.js';
import { kafkaOf } from './tutorial/kafka.js';
import { Page } from './tutorial/page.js';
import { findService } from './tutorial/service.js';
import { createSources } from './tutorial/steps/create-sources.js';
import { createStocks } from './tutorial/steps/create-stocks.js';
import { linkByJsonApi } from './tutorial/steps/link-by-json-api.js';
import { linkSources } from './tutorial/steps/link-sources.js';
import { manageStocks } from './tutorial/steps/manage-stocks.js';
import { publishCommands } from './tutorial/steps/publish-commands.js';
import { readSalableQuantities } from './tutorial/steps/read-salable-quantities.js';
import { saveSourceItems } from './tutorial/steps/save-source-items.js';
import { showStockUpdates } from './tutorial/steps/show-stock-updates.js';
import type { Target } from './tutorial/target.js';

const STEPS = [
  createSources,
  createStocks,
  manageStocks,
  linkSources,
  saveSourceItems,
  readSalableQuantities,
  linkByJsonApi,
  publishCommands,
  showStockUpdates,
];

async function main(): Promise<void> {
  const page = new Page((line) => process.stdout.write(`${line}\n`));
  const service = await findService(process.env, (news) => page.say(news));
  try {
    const begun = performance.now();
    const updates = await runThrough(service.target, page);
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    page.say(
      `\nTutorial done: ${page.steps} steps, ${page.checks} checks, ${updates} stock-updated events, in ${seconds} s.`,
    );
  } finally {
    page.flush();
    await service.release();
  }
}

/** Runs all steps; returns how many stock-updated events came meanwhile. */
async function runThrough(target: Target, page: Page): Promise<number> {
  const kafka = kafkaOf(target);
  const feed = await EventFeed.open(kafka, target.kafkaPrefix);
  try {
    const magento = new Door(page, target.url, 'application/json');
    const jsonApi = new Door(page, target.url, 'application/vnd.api+json');
    const tutorial = { target, page, magento, jsonApi, kafka, feed, stocks: { northAmerica: 2, europe: 3 } };
    for (const step of STEPS) await step(tutorial);
    return feed.updates.length;
  } finally {
    await feed.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`\nThe tutorial failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
