import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { StockUpdated } from '#contracts/stock-updated';
import { eventually } from '#testing/eventually';
import { insist, type DoorAnswer } from './door.js';
import { note } from './report.js';
import { Chance, scaled, seed } from './scale.js';
import { openShop, reservationOf, sourceOf, tally, type Line, type Shop } from './shop.js';

const OVERSOLD = 'nothing oversold';
const SHORT = '400 Not all of your products are available in the requested quantity.';
const FILLERS = Array.from({ length: 24 }, (_, index) => `FILL-${index}`);

const LONG_MS = scaled(1_200_000, 60_000);

let shop: Shop;
let eu: number;
beforeAll(async () => {
  shop = await openShop();
  eu = await shop.sells('EU', 'eu-1');
  await shop.stocked('eu-1', 1_000_000, ...FILLERS);
});
afterAll(() => shop?.close());

/** Wants one unit of a SKU and, before it, one of a filler, whose name decides the partition: wanters of one unit come on all of them. */
const wanting = (sku: string, caller: number): Line[] => [
  [eu, FILLERS[caller % FILLERS.length]!, -1],
  [eu, sku, -1],
];
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Every line of the ledger has a winner who was told its id, and every winner a line. */
async function expectLedgerOf(answers: DoorAnswer[], like: string): Promise<void> {
  const lines = new Set(await shop.ledger(like));
  const told = answers.filter(({ status }) => status === 200).map(({ body }) => (body as number[]).at(-1)!);
  expect(lines.size).toBe(told.length);
  expect(told.filter((id) => !lines.has(id))).toEqual([]);
}

test(
  'of many who want the last unit at once one gets it, in every round',
  async () => {
    const [rounds, wanters] = [scaled(100, 3), scaled(200, 40)];
    const skus = times(rounds, (round) => `UNIT-${round}`);
    await shop.stocked('eu-1', 1, ...skus);
    const all: DoorAnswer[] = [];
    for (const sku of skus) {
      const answers = await Promise.all(
        times(wanters, (caller) => shop.door(caller).post('reservations', reservationOf(...wanting(sku, caller)))),
      );
      expect(tally(answers)).toEqual({ 200: 1, [SHORT]: wanters - 1 });
      all.push(...answers);
    }
    await expectLedgerOf(all, 'unit-%');
    for (const worker of shop.workers) expect(worker.printed).toContain('Applied a batch.');
    note({
      promise: OVERSOLD,
      run: `1 unit, ${wanters} reservers at once over two gateways and two workers, ${rounds} rounds`,
      seen: `1 wins in each of ${rounds} rounds, ${rounds * (wanters - 1)} refused, ledger lines = winners`,
    });
  },
  LONG_MS,
);

test(
  'of more requests than units exactly as many win as there are units',
  async () => {
    const [units, requests] = [scaled(100, 30), scaled(5_000, 150)];
    await shop.stocked('eu-1', units, 'CROWD');
    const begun = performance.now();
    const answers = await Promise.all(
      times(requests, (caller) => shop.door(caller).post('reservations', reservationOf(...wanting('CROWD', caller)))),
    );
    const seconds = (performance.now() - begun) / 1_000;
    expect(tally(answers)).toEqual({ 200: units, [SHORT]: requests - units });
    await expectLedgerOf(answers, 'crowd');
    note({
      promise: OVERSOLD,
      run: `${units} units, ${requests} requests over two gateways and two workers`,
      seen: `${units} win, ${requests - units} refused, ${Math.round(requests / seconds)} answers/s`,
    });
  },
  LONG_MS,
);

test(
  'lines of one SKU in one request are summed before the check, however it is spelled',
  async () => {
    await shop.stocked('eu-1', 3, 'CAFÉ', 'Twice');
    const spellings = ['CAFÉ', 'cafe\u0301', 'Cafe\u0301 '];
    const asking = times(60, (caller): Line[] => [
      ...wanting(spellings[caller % 3]!, caller),
      [eu, spellings[(caller + 1) % 3]!, -1],
    ]);
    const answers = await Promise.all(
      asking.map((lines, caller) => shop.door(caller).post('reservations', reservationOf(...lines))),
    );
    expect(tally(answers)).toEqual({ 200: 1, [SHORT]: 59 });
    const twice = await shop.door(0).post('reservations', reservationOf([eu, 'TWICE', -2], [eu, 'twice', -2]));
    expect(twice.body.errors).toEqual([
      expect.objectContaining({ parameters: { sku: 'TWICE', stock_id: eu, requested: 4, salable: 3 } }),
    ]);
    expect(await shop.ledger('caf%')).toHaveLength(2);
    expect(await shop.ledger('twice')).toEqual([]);
    note({
      promise: OVERSOLD,
      run: '3 units, 60 requests at once, each naming the SKU twice in different case and Unicode composition',
      seen: '1 wins (2 units), 59 refused',
    });
  },
  LONG_MS,
);

test(
  'as many win as there are units though workers and gateways are killed amid them',
  async () => {
    const [rounds, wanters, kills] = [scaled(100, 4), scaled(200, 60), scaled(4, 1)];
    const [units, requests] = [scaled(100, 40), scaled(5_000, 300)];
    const skus = times(rounds, (round) => `KILL-UNIT-${round}`);
    await shop.stocked('eu-1', 1, ...skus);
    await shop.stocked('eu-1', units, 'KILL-CROWD');
    const wanted = [...skus.flatMap((sku) => times(wanters, () => sku)), ...times(requests, () => 'KILL-CROWD')];
    const answered: { sku: string; answer: DoorAnswer }[] = [];
    const everybody = Promise.all(
      wanted.map(async (sku, caller) => {
        const doors = caller % 2 ? shop.doors : [...shop.doors].reverse();
        const body = reservationOf(...wanting(sku, caller));
        answered.push({ sku, answer: await insist(doors, 'reservations', body, randomUUID()) });
      }),
    );
    for (let kill = 0; kill < kills; kill++) {
      await eventually(() => answered.length > (wanted.length * (1 + 2 * kill)) / 10, 120_000);
      const victims = [shop.workers[kill % 2]!, shop.gateways[kill % 2]!];
      await Promise.all(victims.map((victim) => victim.end('SIGKILL')));
      expect(answered.length).toBeLessThan(wanted.length);
      await Promise.all(victims.map((victim) => victim.start()));
    }
    await everybody;

    for (const sku of [...skus, 'KILL-CROWD']) {
      const answers = answered.filter((one) => one.sku === sku).map(({ answer }) => answer);
      const winners = sku === 'KILL-CROWD' ? units : 1;
      expect(tally(answers)).toEqual({ 200: winners, [SHORT]: answers.length - winners });
      await expectLedgerOf(answers, sku.toLowerCase());
    }
    note({
      promise: OVERSOLD,
      run: `${rounds} × 1 unit for ${wanters} and ${units} units for ${requests}, all at once, a worker and a gateway killed ${kills} times amid them; callers repeat with their Idempotency-Key`,
      seen: `${rounds} × 1 and ${units} win, ledger lines = winners`,
    });
  },
  LONG_MS,
);

test(
  'stocks of one name: one is made; of different names each has its own number, without gap, also after a deletion',
  async () => {
    const post = (name: string, caller: number) => shop.door(caller).post('stocks', { stock: { name } });
    const spelling = (caller: number) => ['Same', 'SAME', 'same ', 'sAME'][caller % 4]!;
    const last = async () =>
      (await shop.pipe.sql<{ last: number }>('select last_stock_id as last from topology'))[0]!.last;
    const before = await last();
    const same = await Promise.all(times(20, (caller) => post(spelling(caller), caller)));
    expect(tally(same)).toEqual({ 200: 1, '400 Could not save Stock': 19 });

    const mixed = await Promise.all(times(40, (caller) => post(caller % 2 ? `Stock ${caller}` : 'SAME ', caller >> 1)));
    const made = mixed.filter(({ status }) => status === 200).map(({ body }) => body as number);
    expect(tally(mixed)).toEqual({ 200: 20, '400 Could not save Stock': 20 });
    expect(made.sort((a, b) => a - b)).toEqual(times(20, (index) => before + 2 + index));

    const highest = before + 21;
    expect(await shop.door(0).ask('DELETE', `stocks/${highest}`)).toMatchObject({ status: 200 });
    expect(await post('After', 1)).toMatchObject({ status: 200, body: highest + 1 });
    expect(await last()).toBe(highest + 1);
    const [{ count } = { count: 0 }] = await shop.pipe.sql<{ count: number }>(
      'select count(*)::int as count from stock where stock_id > $1',
      [before],
    );
    expect(count).toBe(21);
  },
  LONG_MS,
);

test(
  'links, a disabled source and new items race with reservations, and at no moment more is promised than was salable',
  async () => {
    const [callers, steps, held] = [8, scaled(400, 25), scaled(100, 10)];
    const both = await shop.sells('Both', 'race-1', 'race-2');
    await shop.door(0).post('stocks', { stock: { name: 'Second' } });
    const second = both + 1;
    await shop
      .door(0)
      .post('stock-source-links', { links: [{ stock_id: second, source_code: 'race-2', priority: 1 }] });
    const skus = times(30, (index) => `RACE-${index}`);
    await shop.stocked('race-1', held, ...skus.slice(0, 15));
    const unheld = skus.map((sku) => ({ sku, source_code: 'race-2', quantity: held, status: 1 }));

    const told: Line[] = [];
    const kinds: Record<string, number> = {};
    await Promise.all(
      times(callers, async (caller) => {
        const chance = new Chance(seed * 1_000 + caller);
        for (let step = 0; step < steps; step++) {
          const door = shop.door(chance.int(0, 1));
          const at = { stock_id: chance.pick([both, second]), source_code: 'race-2', priority: 1 };
          const dice = chance.next();
          if (dice < 0.1) {
            const path = chance.pick(['stock-source-links', 'stock-source-links-delete']);
            expect(tally([await door.post(path, { links: [at] })])).toEqual({ 200: 1 });
          } else if (dice < 0.17) {
            const source = sourceOf('race-2', chance.next() < 0.5);
            expect(tally([await door.ask('PUT', 'sources/race-2', source)])).toEqual({ 200: 1 });
          } else if (dice < 0.35 && unheld.length > 0) {
            const sourceItems = [unheld.shift()!];
            expect(tally([await door.post('source-items', { sourceItems })])).toEqual({ 200: 1 });
          } else {
            const lines = times(chance.int(1, 3), (): Line => [at.stock_id, chance.pick(skus), -chance.int(1, 3)]);
            const answer = await door.post('reservations', reservationOf(...lines));
            const [kind] = Object.keys(tally([answer]));
            kinds[kind!] = (kinds[kind!] ?? 0) + 1;
            if (answer.status === 200) told.push(...lines);
          }
        }
      }),
    );
    expect(Object.keys(kinds).sort()).toEqual(['200', SHORT]);
    expect(await shop.pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
    const rows = await shop.pipe.sql<{ row: string; sum: number }>(
      `select stock_id || ':' || sku_key as row, sum(quantity)::float8 as sum from reservation join sku using (sku_id)
     where stock_id >= $1 group by 1`,
      [both],
    );
    expect(new Map(rows.map(({ row, sum }) => [row, sum]))).toEqual(sumsOf(told));

    const updates = [...(await shop.updates())].filter(([row]) => Number(row.split(':')[0]) >= both);
    for (const [row, states] of updates) expect({ row, states: oversellings(states) }).toEqual({ row, states: [] });
    const negative = updates.flatMap(([, states]) => states).filter((state) => Number(state.salableQuantity) < 0);
    note({
      promise: OVERSOLD,
      run: `${callers} callers × ${steps} random steps: reservations against links, unlinks, a source disabled and enabled, new items (seed ${seed})`,
      seen: `${kinds['200']} reserved, ${kinds[SHORT]} refused; no event in which more was reserved than was salable, ${negative.length} below zero by links and sources alone; ledger = answers; index verified`,
    });
  },
  LONG_MS,
);

test(
  'whatever writers do at once, nobody hears of a conflict',
  async () => {
    const runMs = scaled(120_000, 2_500);
    const us = await shop.sells('US', 'us-1', 'us-2');
    const skus = times(40, (index) => `MIX-${index}`);
    for (const source of ['us-1', 'us-2']) await shop.stocked(source, 1_000_000, ...skus);
    const answers: DoorAnswer[] = [];
    const told: Line[] = [];
    const until = performance.now() + runMs;
    await Promise.all(
      times(8, async (writer) => {
        const chance = new Chance(seed * 2_000 + writer);
        while (performance.now() < until) {
          const door = shop.door(chance.int(0, 1));
          const links = [{ stock_id: us, source_code: 'us-2', priority: 1 }];
          const from = chance.int(0, 20);
          const basket = skus.slice(from, from + chance.int(2, 20));
          if (writer % 2) basket.reverse();
          const dice = chance.next();
          if (dice < 0.04) answers.push(await door.post('stock-source-links', { links }));
          else if (dice < 0.08) answers.push(await door.post('stock-source-links-delete', { links }));
          else if (dice < 0.12) {
            answers.push(await door.ask('PUT', 'sources/us-2', sourceOf('us-2', chance.next() < 0.5)));
          } else if (dice < 0.45) {
            const of = {
              source_code: chance.pick(['us-1', 'us-2']),
              quantity: chance.int(900_000, 999_999),
              status: 1,
            };
            answers.push(await door.post('source-items', { sourceItems: basket.map((sku) => ({ sku, ...of })) }));
          } else {
            const lines = basket.map((sku): Line => [us, sku, -1]);
            const answer = await door.post('reservations', reservationOf(...lines));
            if (answer.status === 200) told.push(...lines);
            answers.push(answer);
          }
        }
      }),
    );
    expect(tally(answers)).toEqual({ 200: answers.length });
    const printed = shop.workers.map((worker) => worker.printed).join('');
    expect(printed).not.toContain('failed (bug)');
    expect(shop.tap.messages.filter(({ topic }) => topic === shop.pipe.topics.dead)).toEqual([]);
    expect(await shop.pipe.stockwire('index', 'verify')).toMatchObject({ code: 0 });
    const rows = await shop.pipe.sql<{ row: string; reserved: number }>(
      `select stock_id || ':' || sku_key as row, -reserved::float8 as reserved from stock_index join sku using (sku_id)
     where stock_id = $1 and reserved <> 0`,
      [us],
    );
    expect(new Map(rows.map(({ row, reserved }) => [row, reserved]))).toEqual(sumsOf(told));

    const updates = await shop.updates();
    for (const [row, states] of updates) {
      expect({ row, versions: states.map(({ version }) => version) }).toEqual({
        row,
        versions: states.map((_, index) => index + 1),
      });
    }
    const retried = printed.split('failed (conflict)').length - 1;
    const events = [...updates.values()].reduce((sum, states) => sum + states.length, 0);
    const run = `8 writers for ${runMs / 1_000} s: item saves and baskets in opposite orders, links and unlinks, a source enabled and disabled`;
    const seen = `${answers.length} answers, all 200; ${retried} batches retried after a conflict; index verified`;
    note({ promise: 'the index is what the facts say', run, seen });
    note({
      promise: 'events at least once, recognisable when repeated, in order per key',
      run: 'all races of this file',
      seen: `${events} events of ${updates.size} rows, versions from 1 without gap or inversion`,
    });
  },
  LONG_MS,
);

/** What reservations told as done come to, by row, as the ledger has it. */
function sumsOf(lines: Line[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [stockId, sku, quantity] of lines) {
    const row = `${stockId}:${sku.toLowerCase()}`;
    sums.set(row, (sums.get(row) ?? 0) + quantity);
  }
  return sums;
}

/**
 * States of an index row, where items only came and reservations only promised, that no allowed step leads to. A batch changes either
 * links and sources or items and reservations, never both, so a step in which more is reserved must leave nothing below zero and take
 * nothing from the quantity; a quantity may fall, even below what is reserved, only in a step that reserves nothing.
 */
function oversellings(states: StockUpdated[]): StockUpdated[] {
  const parsed = states.map(({ quantity, reserved, salableQuantity, version }) => ({
    quantity: Number(quantity),
    reserved: Number(reserved),
    salable: Number(salableQuantity),
    version,
  }));
  return states.filter((_, index) => {
    const now = parsed[index]!;
    const before = parsed[index - 1] ?? { quantity: 0, reserved: 0, salable: 0, version: 0 };
    const sound = now.salable === now.quantity - now.reserved && now.version === before.version + 1;
    if (now.reserved < before.reserved || !sound) return true;
    return now.reserved > before.reserved && (now.salable < 0 || now.quantity < before.quantity);
  });
}
