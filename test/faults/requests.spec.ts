import fc from 'fast-check';
import type { Command } from '#contracts/commands';
import type { ProblemCode } from '#contracts/problems';
import { byDefault } from '#testing/builders';
import type { Door, DoorAnswer } from './door.js';
import { histories, SHOP } from './histories.js';
import { Model } from './model.js';
import { note } from './report.js';
import { commandOf, requestOf, statusOf } from './requests.js';
import { Chance, scaled, seed } from './scale.js';
import { keyOf, unitsOf } from './shape-faults.js';
import { openShop, type Shop } from './shop.js';

const CLIENTS = 8;
const HISTORIES = scaled(60, 1);
const LIMIT_MS = scaled(600_000, 120_000);

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  const { method, path, body } = requestOf(byDefault({ isQtyDecimal: true, minSaleQty: '0' }));
  expect(await shop.door(0).ask(method, path, body)).toMatchObject({ status: 200 });
});
afterAll(() => shop?.close());

test(
  `Magento clients at once, each with things of its own, are told what the rules say (FAULTS_SEED=${seed})`,
  async () => {
    const clients = Array.from({ length: CLIENTS }, (_, index) => new Client(index + 1, shop.door(index)));
    await Promise.all(clients.map((client) => client.play()));

    for (const client of clients) await client.compareEverything();
    expect(await shop.pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
    await shop.updates();
    const commands = clients.reduce((sum, { given }) => sum + given, 0);
    const questions = clients.reduce((sum, { asked }) => sum + asked, 0);
    note({
      promise: 'what is told is what the rules say',
      run: `${CLIENTS} Magento clients over two gateways and two workers, ${commands} random commands, ${questions} questions, seed ${seed}`,
      seen: 'every status, salable quantity and refused quantity is that of an independent model; index and events true',
    });
  },
  LIMIT_MS,
);

/** One of several who drive the service at once; its things are its own, so that its answers do not depend on the others. */
class Client {
  given = 0;
  asked = 0;
  private readonly model = new Model();
  private readonly chance: Chance;

  constructor(
    private readonly number: number,
    private readonly door: Door,
  ) {
    this.chance = new Chance(1_000 * seed + number);
    this.model.apply(byDefault({ isQtyDecimal: true, minSaleQty: '0' }));
  }

  async play(): Promise<void> {
    const drawn = fc.sample(histories, { seed: 1_000 * seed + this.number, numRuns: HISTORIES });
    for (const command of [...SHOP, ...drawn.flat()].flat()) {
      const own = commandOf(this.number, command);
      if (!own) continue;
      await this.give(own);
      await this.ask();
    }
  }

  private async give(command: Command): Promise<void> {
    const { codes } = this.model.apply(command);
    const { method, path, body } = requestOf(command);
    const { status } = await this.door.ask(method, path, body);
    this.given++;
    const turn = { client: this.number, turn: this.given, command };
    expect({ ...turn, codes, status }).toEqual({ ...turn, codes, status: statusOf(command.name, codes) });
  }

  /** How much of something is salable, and whether so much of it may be bought. */
  private async ask(): Promise<void> {
    const places = this.model.allPlaces();
    if (places.length === 0) return;
    const { stockId, sku } = this.chance.pick(places);
    await this.compareSalable(stockId, sku);
    const quantity = this.chance.pick(['1', '2', '0.5', '3', '10000.5']);
    const place = `${encodeURIComponent(sku)}/${stockId}/${quantity}`;
    const { body } = await this.question(`is-product-salable-for-requested-qty/${place}`);
    const reason = this.model.unsold(unitsOf(quantity), stockId, sku)[0];
    const turn = { client: this.number, turn: this.given, place };
    expect({ ...turn, ...toldOf(body) }).toEqual({ ...turn, ...(reason ? REASONS[reason] : SALABLE) });
  }

  private async compareSalable(stockId: number, sku: string): Promise<void> {
    const { salable, isSalable } = this.model.offered(stockId, sku);
    const place = `${encodeURIComponent(sku)}/${stockId}`;
    const { body } = await this.question(`get-product-salable-quantity/${place}`);
    const turn = { client: this.number, turn: this.given, place };
    expect({ ...turn, salable: body as unknown }).toEqual({
      ...turn,
      salable: isSalable ? Number(salable) / 10_000 : 0,
    });
  }

  async compareEverything(): Promise<void> {
    for (const { stockId, sku } of this.model.allPlaces()) await this.compareSalable(stockId, sku);
    const { body } = await this.question(
      `source-items?${SEARCH}[field]=sku&${SEARCH}[value]=%25-${this.number}&${SEARCH}[condition_type]=like`,
    );
    const items = this.model.allItems().map(({ sku, sourceCode, units, status }) => ({
      ...{ sku, source_code: sourceCode, quantity: Number(units) / 10_000, status },
    }));
    expect(sorted((body.items as Item[]).map(keyed))).toEqual(sorted(items));
    const orders = Map.groupBy(this.model.orders.facts() as OrderFacts[], ({ order }) => order);
    for (const [order, known] of orders) {
      const { body } = await this.question(`order-events/${order}`);
      expect(sorted((body.items as object[]).map(orderFacts))).toEqual(sorted(known.map(shownFacts)));
    }
  }

  private async question(path: string): Promise<DoorAnswer> {
    this.asked++;
    const answer = await this.door.ask('GET', path);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer;
  }
}

const SEARCH = 'searchCriteria[filter_groups][0][filters][0]';

/** What is told when a quantity may be bought, and when it may not: the first of the reasons. */
const SALABLE = { salable: true, first: undefined };
const REASONS: Partial<Record<ProblemCode, { salable: false; first: string }>> = {
  NOT_ASSIGNED: refusedFor('requested-sku-is-not-assigned-to-given-stock'),
  BELOW_MIN_SALE_QTY: refusedFor('is_correct_qty-min_sale_qty'),
  ABOVE_MAX_SALE_QTY: refusedFor('is_correct_qty-max_sale_qty'),
  OFF_QTY_INCREMENTS: refusedFor('is_correct_qty-qty_increment'),
  QTY_NOT_WHOLE: refusedFor('is_correct_qty-is_qty_decimal'),
  NOT_IN_STOCK: refusedFor('is_any_source_item_in_stock-no_source_items_in_stock'),
  NOT_ENOUGH: refusedFor('back_order-disabled'),
};

function refusedFor(first: string) {
  return { salable: false as const, first };
}

function toldOf({ salable, errors }: { salable: boolean; errors: { code: string }[] }) {
  return { salable, first: errors[0]?.code };
}

interface Item {
  sku: string;
  source_code: string;
  quantity: number;
  status: number;
}

function keyed({ sku, source_code, ...item }: Item): Item {
  return { sku: keyOf(sku), source_code: keyOf(source_code), ...item };
}

const COUNTS = ['ordered', 'canceled', 'shipped', 'invoiced', 'refunded'] as const;

type OrderFacts = Record<(typeof COUNTS)[number] | 'promised', bigint> & {
  order: string;
  itemId: string;
  sku: string;
  virtual: boolean;
};

function shownFacts({ itemId, sku, virtual, promised, ...counts }: OrderFacts): object {
  const shown = COUNTS.map((name) => [name, Number(counts[name]) / 10_000]);
  return { item_id: itemId, sku, virtual, ...Object.fromEntries(shown), reserved: Number(promised) / 10_000 };
}

function orderFacts(item: object): object {
  const { deducted: _, sku, ...facts } = item as { deducted: unknown; sku: string };
  return { ...facts, sku: keyOf(sku) };
}

function sorted(list: object[]): string[] {
  return list.map((one) => JSON.stringify(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();
}
