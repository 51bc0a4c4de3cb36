import { sql } from 'kysely';
import type { Command } from '#contracts/commands';
import { deleteSources, item, link, noItem, source, stock, unlink, webhook } from '#testing/builders';
import { refused, scenario, scenariosInAWorld } from '#testing/scenario';
import { openWorld, type World } from '#testing/world';
import { WATCHES } from '#contracts/webhooks';
import {
  appendDeliveries,
  forgetDeliveries,
  settleDelivered,
  settleFailed,
  takeDeliveries,
  type DueDelivery,
  type UnderWay,
} from '#messaging/webhook-deliveries.sql';

let world: World;
beforeAll(async () => {
  world = await openWorld(4);
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const em = () => world.orm.em.fork();
const rowsOf = async <Row>(text: string) => (await sql.raw<Row>(text).execute(em().getKysely())).rows;

async function viewOf<View>(command: Command): Promise<View> {
  const { outcomes } = await world.apply(command);
  expect(outcomes).toEqual([expect.objectContaining({ status: 'done' })]);
  return (outcomes[0] as unknown as { view: View }).view;
}

/** Topics told of and what was seen of the records, oldest first; what was told before is forgotten. */
async function told(): Promise<[topic: string, seen: object | null][]> {
  const rows = await rowsOf<{ topic: string; seen: object | null }>(
    `with gone as (delete from webhook_delivery returning *) select topic, seen from gone order by webhook_delivery_id`,
  );
  return rows.map(({ topic, seen }) => [topic, seen]);
}
const topicsTold = async () => (await told()).map(([topic]) => topic);
const watchAll = async () => {
  for (const watch of WATCHES) await viewOf(webhook(watch));
};

const transfer = (more: object): Command => ({
  name: 'SaveStockTransfers',
  data: { transfers: [{ sku: 'CHAIR', ...more }] },
});
const reservation = (more: object): Command => ({
  name: 'SaveStockReservations',
  data: { reservations: [{ sku: 'CHAIR', sourceCode: 'eu-1', ...more }] },
});

describe('what becomes of', () => {
  test('nothing is written down while nobody watches', async () => {
    await viewOf(source('eu-1'));
    await viewOf(item('eu-1', 'CHAIR', 5));
    expect(await told()).toEqual([]);
  });

  test('sources and links is told by each command, a link that moves as an update of it', async () => {
    await watchAll();
    await viewOf(source('eu-1'));
    await viewOf(source('eu-2'));
    await viewOf(source('eu-2', { city: 'Ulm' }));
    await viewOf(stock('Europe'));
    const { linkIds } = await viewOf<{ linkIds: string[] }>(link(2, 'eu-1', 1));
    await viewOf(link(2, 'eu-2', 2, { linkId: undefined }));
    expect(await topicsTold()).toEqual([
      ...['source.created', 'source.created', 'source.updated', 'link.created', 'link.created'],
    ]);
    await viewOf(unlink(2, 'eu-2'));
    await viewOf(link(2, 'eu-2', 1, { linkId: linkIds[0] }));
    await viewOf(deleteSources('eu-1'));
    expect(await topicsTold()).toEqual(['link.deleted', 'link.updated', 'source.deleted']);
  });

  test('items is told once for each batch that changed them, with the quantity that it left', async () => {
    await viewOf(source('eu-1'));
    await watchAll();
    await viewOf(item('eu-1', 'CHAIR', 5));
    await world.apply(item('eu-1', 'CHAIR', 6), item('eu-1', 'CHAIR', 7.5));
    await viewOf(item('eu-1', 'CHAIR', 7.5));
    await viewOf({
      name: 'SetSourceItemQuantities',
      data: { items: [{ sku: 'CHAIR', sourceCode: 'eu-1', mustExist: true, reference: 'R' }] },
    });
    await viewOf(noItem('eu-1', 'CHAIR'));
    expect(await told()).toEqual([
      ['sourceItem.created', expect.objectContaining({ quantity: 5 })],
      ['sourceItem.updated', expect.objectContaining({ quantity: 7 })],
      ['sourceItem.updated', { updatedAt: expect.stringMatching(/Z$/) }],
      ['sourceItem.deleted', { updatedAt: expect.stringMatching(/Z$/) }],
    ]);
  });

  test('a stock transfer is told step by step, with what it does to reservations and items', async () => {
    for (const given of [source('eu-1'), source('eu-2'), item('eu-1', 'CHAIR', 9)]) await viewOf(given);
    await watchAll();
    const { transferIds } = await viewOf<{ transferIds: string[] }>(
      transfer({ originSourceCode: 'eu-1', destinationSourceCode: 'eu-2', quantity: '2', steps: ['upcoming'] }),
    );
    expect(await told()).toEqual([
      ['stockTransfer.created', expect.objectContaining({ status: 'draft', quantity: 2 })],
      ['stockTransfer.upcoming', expect.objectContaining({ status: 'upcoming', quantity: 2, pickingAt: null })],
      ['stockReservation.created', expect.objectContaining({ status: 'pending', quantity: 2 })],
    ]);
    const [transferId] = transferIds;
    await viewOf(transfer({ transferId, steps: ['picking'] }));
    await viewOf(transfer({ transferId, reference: 'R' }));
    expect(await told()).toEqual([
      ['stockTransfer.picking', expect.objectContaining({ pickingAt: expect.stringMatching(/Z$/) })],
    ]);
    await viewOf(transfer({ transferId, steps: ['in_transit', 'complete'] }));
    expect((await topicsTold()).toSorted()).toEqual([
      ...['sourceItem.created', 'sourceItem.updated', 'stockReservation.deleted'],
      ...['stockTransfer.completed', 'stockTransfer.in_transit'],
    ]);
    await viewOf({ name: 'DeleteStockTransfers', data: { transfers: [{ transferId: transferId!, sku: 'CHAIR' }] } });
    expect(await topicsTold()).toEqual(['stockTransfer.deleted']);
  });

  test('a stock reservation is told until it is cancelled or expires', async () => {
    for (const given of [source('eu-1'), item('eu-1', 'CHAIR', 9)]) await viewOf(given);
    await watchAll();
    const made = async () =>
      (await viewOf<{ reservationIds: string[] }>(reservation({ quantity: '2' }))).reservationIds[0]!;
    const [reservationId, other] = [await made(), await made()];
    await viewOf(reservation({ reservationId, pending: true, quantity: '3' }));
    await viewOf({ name: 'CancelStockReservations', data: { reservations: [{ reservationId, sku: 'CHAIR' }] } });
    await rowsOf(`update stock_reservation set expires_at = now() - interval '1 s'`);
    await viewOf({
      name: 'ExpireStockReservations',
      data: { reservations: [{ reservationId: other, sku: 'CHAIR' }] },
    });
    expect(await told()).toEqual([
      ['stockReservation.created', expect.objectContaining({ status: 'draft', quantity: 2 })],
      ['stockReservation.created', expect.objectContaining({ expiresAt: expect.stringMatching(/Z$/) })],
      ['stockReservation.updated', expect.objectContaining({ status: 'pending', quantity: 3, expiresAt: null })],
      ['stockReservation.deleted', null],
      ['stockReservation.expired', null],
    ]);
  });
});

describe('a webhook', () => {
  test('is told from the command after it was saved on, until it is disabled, and again once it is enabled', async () => {
    await world.apply(webhook('source.created'), source('eu-1'));
    expect(await topicsTold()).toEqual(['source.created']);
    const [row] = await rowsOf<{ public_id: string }>('select public_id from webhook');
    const saved = (more: object): Command => ({
      name: 'SaveWebhooks',
      data: { webhooks: [{ webhookId: row!.public_id, ...more }] },
    });
    await viewOf(saved({ disable: true }));
    await viewOf(source('eu-2'));
    expect(await told()).toEqual([]);
    await viewOf(saved({ enable: true }));
    await viewOf(source('eu-3'));
    expect(await topicsTold()).toEqual(['source.created']);
  });

  test('keeps its secret when it changes', async () => {
    const { webhookIds } = await viewOf<{ webhookIds: string[] }>(webhook('source.created', { name: 'a' }));
    const secrets = () => rowsOf<{ shared_secret: string }>('select shared_secret from webhook');
    const before = await secrets();
    expect(before[0]!.shared_secret).toMatch(/^[0-9a-f]{64}$/);
    await viewOf(webhook('source.created', { webhookId: webhookIds[0], name: 'b' }));
    expect(await secrets()).toEqual(before);
  });

  describe('is refused', () => {
    scenariosInAWorld();

    scenario('with all that it lacks')
      .when({ name: 'SaveWebhooks', data: { webhooks: [{}, { topic: 'x', callbackUrl: 'ftp://shop.example' }] } })
      .then(
        refused(
          ['FIELD_EMPTY', 'webhooks.0.topic'],
          ['FIELD_EMPTY', 'webhooks.0.callbackUrl'],
          ['FIELD_EMPTY', 'webhooks.1.topic'],
          ['URL_INVALID', 'webhooks.1.callbackUrl'],
        ),
      );

    scenario('by the name of another')
      .given(webhook('source.created', { name: 'shop' }))
      .when(webhook('source.updated', { name: ' shop ' }))
      .then(refused(['WEBHOOK_NAME_TAKEN', 'webhooks.0.name']));

    scenario('when it is none')
      .when(webhook('source.created', { webhookId: 'nobodyHere' }))
      .then(refused(['WEBHOOK_UNKNOWN', 'webhooks.0.webhookId']));

    scenario('when it is none that is to go')
      .when({ name: 'DeleteWebhooks', data: { webhookIds: ['nobodyHere'] } })
      .then(refused(['WEBHOOK_UNKNOWN', 'webhookIds.0']));
  });
});

describe('deliveries', () => {
  const NOBODY: UnderWay = new Map();
  const ALL = { most: 100, perWebhook: 100, leaseMs: 60_000 };
  const answer = { body: '{}', responseCode: '200', responseMessage: 'OK' };
  const again = { retryMs: 0, toOpen: 3 };
  const changed = (...recordIds: string[]) =>
    world.orm.em.fork().transactional((tx) =>
      appendDeliveries(
        tx,
        recordIds.map((recordId) => ({ watch: 'import.completed', recordId })),
      ),
    );
  const take = async (more = {}, busy = NOBODY) => {
    const taken = await takeDeliveries(em(), busy, { ...ALL, ...more });
    return taken.toSorted((a, b) => Number(a.deliveryId) - Number(b.deliveryId));
  };
  const ids = (taken: DueDelivery[]) => taken.map(({ recordId, attempt }) => `${recordId} ${attempt}`);

  beforeEach(() => viewOf(webhook('import.completed')));

  test('of one record go one after the other, those of others beside them', async () => {
    await changed('a', 'a', 'b');
    const [first, ...others] = await take();
    expect(ids([first!, ...others])).toEqual(['a 1', 'b 1']);
    expect(await take()).toEqual([]);
    await settleDelivered(em(), first!, answer);
    expect(ids(await take())).toEqual(['a 1']);
  });

  test('are each taken by one of many who look at once', async () => {
    await changed(...Array.from({ length: 40 }, (_, index) => `record-${index}`));
    const taken = (await Promise.all([take(), take(), take(), take()])).flat();
    expect(new Set(taken.map(({ recordId }) => recordId)).size).toBe(40);
    expect(taken).toHaveLength(40);
  });

  test('are taken by another once a lease is over, and then no longer settled by the first', async () => {
    await changed('a');
    const [first] = await take({ leaseMs: 0 });
    expect(ids(await take())).toEqual(['a 2']);
    await settleDelivered(em(), first!, answer);
    expect(await settleFailed(em(), first!, answer, again)).toBeUndefined();
    expect(await rowsOf(`select status from webhook_delivery`)).toEqual([{ status: 'waiting' }]);
  });

  test('go to a webhook that fails one at a time, and to none beyond what is under way to it', async () => {
    await changed('a', 'b', 'c', 'd');
    expect(await take({ perWebhook: 3 }, new Map([[1, 3]]))).toEqual([]);
    const [failing] = await take({ perWebhook: 3 }, new Map([[1, 2]]));
    await settleFailed(em(), failing!, answer, again);
    expect(await take({}, new Map([[1, 1]]))).toEqual([]);
    expect(await take()).toHaveLength(1);
  });

  test('fail until the circuit opens, wait, and go on when it is reset', async () => {
    await changed('a');
    for (const failures of [1, 2, 3])
      expect(await settleFailed(em(), (await take())[0]!, answer, again)).toBe(failures);
    await changed('b');
    expect(await take()).toEqual([]);
    const [row] = await rowsOf<{ public_id: string }>('select public_id from webhook');
    await viewOf({ name: 'SaveWebhooks', data: { webhooks: [{ webhookId: row!.public_id, resetCircuit: true }] } });
    expect(ids(await take())).toEqual(['a 4', 'b 1']);
  });

  test('that succeed set the failures back', async () => {
    await changed('a');
    await settleFailed(em(), (await take())[0]!, answer, again);
    await settleDelivered(em(), (await take())[0]!, answer);
    expect(await rowsOf('select failures, is_open from webhook_circuit')).toEqual([{ failures: 0, is_open: false }]);
  });

  test('that are given up let the next of their record go', async () => {
    await changed('a', 'a');
    await settleFailed(em(), (await take())[0]!, answer, { ...again, retryMs: undefined });
    expect(ids(await take())).toEqual(['a 1']);
  });

  test('are forgotten after some days, whatever became of them', async () => {
    await changed('a', 'b', 'c');
    await rowsOf(`update webhook_delivery set created_at = now() - interval '8 days' where record_id <> 'c'`);
    expect(await forgetDeliveries(em(), 7, 1)).toBe(1);
    expect(await forgetDeliveries(em(), 7, 10)).toBe(1);
    expect(ids(await take())).toEqual(['c 1']);
  });

  test('to a webhook that is deleted are sent no more', async () => {
    await changed('a');
    const [row] = await rowsOf<{ public_id: string }>('select public_id from webhook');
    await viewOf({ name: 'DeleteWebhooks', data: { webhookIds: [row!.public_id] } });
    expect(await take()).toEqual([]);
  });
});
