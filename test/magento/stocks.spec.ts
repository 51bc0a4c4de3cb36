import type { PipeClient } from '#testing/pipe-client';
import { sharedPipe } from '#testing/shared-pipe';
import { criteria, magento, refused, type Magento } from './client.js';

let pipe: PipeClient;
let api: Magento;
beforeAll(async () => {
  pipe = await sharedPipe();
  api = magento(pipe);
});
afterAll(() => pipe?.close());

const EMPTY = '"%field" can not be empty.';
const stock = (name: string, ...channels: [type: string, code: string][]) => ({
  stock: { name, extension_attributes: { sales_channels: channels.map(([type, code]) => ({ type, code })) } },
});
const channelsOf = async (stockId: number): Promise<string[]> => {
  const { body } = await api.get(`stocks/${stockId}`);
  return body.extension_attributes.sales_channels.map(
    ({ type, code }: { type: string; code: string }) => `${type}:${code}`,
  );
};

describe('a stock', () => {
  it('that comes with the system sells on every website, and is shown key by key', async () => {
    const answer = await api.get('stocks/1');
    expect(answer.status).toBe(200);
    const codes = ['base', 'eu_site', 'na_site', 'test_site'].map((code) => `{"type":"website","code":"${code}"}`);
    expect(JSON.stringify(answer.body)).toBe(
      `{"stock_id":1,"name":"Default Stock","extension_attributes":{"sales_channels":[${codes.join(',')}]}}`,
    );
  });

  it('that does not exist is 404', async () => {
    await expect(api.get('stocks/999')).resolves.toMatchObject({
      status: 404,
      body: { message: 'Stock with id "%value" does not exist.', parameters: { value: 999 } },
    });
  });

  it('is asked for by an integer', async () => {
    await expect(api.get('stocks/not_numeric')).resolves.toMatchObject(
      refused('The "not_numeric" value\'s type is invalid. The "int" type was expected. Verify and try again.'),
    );
  });
});

describe('saving a stock', () => {
  it('answers the new id as a bare number', async () => {
    const answer = await api.post('stocks', stock('North America Stock', ['website', 'na_site']));
    expect(answer).toMatchObject({ status: 200, body: 2 });
    await expect(channelsOf(2)).resolves.toEqual(['website:na_site']);
    await expect(channelsOf(1)).resolves.not.toContain('website:na_site');
  });

  it('with an id that does not exist creates it with that id, by POST and by PUT', async () => {
    await expect(api.post('stocks', { stock: { stock_id: 10, name: 'Ten' } })).resolves.toMatchObject({
      status: 200,
      body: 10,
    });
    await expect(api.put('stocks/12', { stock: { stock_id: 99, name: 'Twelve' } })).resolves.toMatchObject({
      status: 200,
      body: 12,
    });
    await expect(api.post('stocks', { stock: { name: 'Next' } })).resolves.toMatchObject({ status: 200, body: 13 });
  });

  it('replaces its channels; a website taken away goes back to the default stock, another channel is gone', async () => {
    const { body: id } = await api.post(
      'stocks',
      stock('Channels', ['website', 'eu_site'], ['till', 'Z1'], ['till', 'A1']),
    );
    await expect(channelsOf(id)).resolves.toEqual(['till:A1', 'till:Z1', 'website:eu_site']);
    await expect(api.put(`stocks/${id}`, { stock: { name: 'Channels' } })).resolves.toMatchObject({
      status: 200,
      body: id,
    });
    await expect(channelsOf(id)).resolves.toEqual([]);
    await expect(channelsOf(1)).resolves.toContain('website:eu_site');
    const { body } = await api.get(`stocks/${id}`);
    expect(body).toEqual({ stock_id: id, name: 'Channels', extension_attributes: { sales_channels: [] } });
  });

  it('takes a channel from the stock that had it', async () => {
    const { body: first } = await api.post('stocks', stock('Has it', ['website', 'test_site']));
    const { body: second } = await api.post('stocks', stock('Takes it', ['website', 'TEST_site']));
    await expect(channelsOf(first)).resolves.toEqual([]);
    await expect(channelsOf(second)).resolves.toEqual(['website:test_site']);
  });

  it('takes back what it answered, and changes nothing', async () => {
    const { body: id } = await api.post('stocks', stock('Again', ['till', 'A'], ['till', 'B']));
    const { body: before } = await api.get(`stocks/${id}`);
    await expect(api.put(`stocks/${id}`, { stock: before })).resolves.toMatchObject({ status: 200, body: id });
    await expect(api.get(`stocks/${id}`)).resolves.toMatchObject({ body: before });
  });

  it('with an id that exists changes that stock, by POST too', async () => {
    const { body: stock_id } = await api.post('stocks', { stock: { name: 'Before' } });
    const changed = { stockId: String(stock_id), name: 'After' };
    await expect(api.post('stocks', { stock: changed })).resolves.toMatchObject({ status: 200, body: stock_id });
    await expect(api.get(`stocks/${stock_id}`)).resolves.toMatchObject({ body: { name: 'After' } });
  });

  it('keeps the websites of the default stock even when it is saved without them', async () => {
    await expect(api.put('stocks/1', { stock: { name: 'Default Stock' } })).resolves.toMatchObject({
      status: 200,
      body: 1,
    });
    await expect(channelsOf(1)).resolves.toContain('website:base');
  });

  it.each<[string, object, ...[string, object?][]]>([
    ['an empty name', stock(' ').stock, [EMPTY, { field: 'name' }]],
    [
      'empty channels',
      stock('', ['', ''], ['website', '']).stock,
      [EMPTY, { field: 'name' }],
      [EMPTY, { field: 'type' }],
      [EMPTY, { field: 'code' }],
      [EMPTY, { field: 'code' }],
      ['The website with code "%code" does not exist.', { code: '' }],
    ],
    [
      'an unknown website',
      stock('x', ['website', 'mars']).stock,
      ['The website with code "%code" does not exist.', { code: 'mars' }],
    ],
  ])('is refused for %s', async (_, given, ...errors) => {
    const { status, body } = await api.post('stocks', { stock: given });
    expect({ status, body }).toEqual(refused('Validation Failed', ...errors));
  });

  it('is refused for a name that another stock has', async () => {
    await api.post('stocks', { stock: { name: 'Taken' } });
    await expect(api.post('stocks', { stock: { name: 'TAKEN' } })).resolves.toMatchObject(
      refused('Could not save Stock'),
    );
  });

  it('is refused for an id that is none', async () => {
    await expect(api.put('stocks/x', { stock: { name: 'X' } })).resolves.toMatchObject(
      refused(
        'Error occurred during "stockId" processing. The "x" value\'s type is invalid. The "int" type was expected. Verify and try again.',
      ),
    );
  });
});

describe('deleting a stock', () => {
  it('answers an empty list, and the stock is gone with its links', async () => {
    const { body: id } = await api.post('stocks', { stock: { name: 'Short-lived' } });
    const source = { source_code: 'src', name: 'Src', country_id: 'DE', postcode: '1' };
    await api.post('sources', { source });
    await api.post('stock-source-links', { links: [{ stock_id: id, source_code: 'src', priority: 1 }] });
    await expect(api.delete(`stocks/${id}`)).resolves.toMatchObject({ status: 200, body: [] });
    await expect(api.get(`stocks/${id}`)).resolves.toMatchObject({ status: 404 });
    await expect(api.get('stock-source-links', criteria(['stock_id', String(id)]))).resolves.toMatchObject({
      body: { total_count: 0 },
    });
  });

  it('is refused for the default stock', async () => {
    await expect(api.delete('stocks/1')).resolves.toMatchObject(refused('Default Stock could not be deleted.'));
  });

  it('is refused while it has channels', async () => {
    const { body: id } = await api.post('stocks', stock('Selling', ['till', 'deleting']));
    const message = 'Stock has at least one sale channel and could not be deleted.';
    await expect(api.delete(`stocks/${id}`)).resolves.toMatchObject(refused(message));
  });

  it('is asked for by an integer', async () => {
    await expect(api.delete('stocks/not_numeric')).resolves.toMatchObject(
      refused('The "not_numeric" value\'s type is invalid. The "int" type was expected. Verify and try again.'),
    );
  });

  it('leaves its reservations', async () => {
    const { body: id } = await api.post('stocks', { stock: { name: 'Reserved' } });
    const reservations = [{ stock_id: id, sku: 'LEFT', quantity: -1 }];
    await api.post('reservations', { reservations, check: false });
    await expect(api.delete(`stocks/${id}`)).resolves.toMatchObject({ status: 200, body: [] });
    const { body } = await api.get('reservations', criteria(['stock_id', String(id)]));
    expect(body.items).toMatchObject([{ stock_id: id, sku: 'LEFT', quantity: -1 }]);
  });

  it('is 404 for one that does not exist', async () => {
    const message = 'There is no stock with "%fieldValue" for "%fieldName". Verify and try again.';
    await expect(api.delete('stocks/999')).resolves.toMatchObject({
      status: 404,
      body: { message, parameters: { fieldName: 'stock_id', fieldValue: 999 } },
    });
  });
});

describe('listing stocks', () => {
  it('finds those whose name contains a text, as the manual has it', async () => {
    const query =
      'searchCriteria[filter_groups][0][filters][0][field]=name&searchCriteria[filter_groups][0][filters][0][value]=%25Default%25';
    const answer = await pipe.http(
      'GET',
      `/rest/V1/inventory/stocks?${query}&searchCriteria[filter_groups][0][filters][0][condition_type]=like`,
    );
    expect(answer).toMatchObject({
      status: 200,
      body: { items: [{ stock_id: 1, name: 'Default Stock' }], total_count: 1 },
    });
    expect(answer.body.search_criteria).toEqual({
      filter_groups: [{ filters: [{ field: 'name', value: '%Default%', condition_type: 'like' }] }],
    });
  });

  it('needs no criteria', async () => {
    await expect(api.get('stocks')).resolves.toMatchObject({
      status: 200,
      body: { search_criteria: { filter_groups: [] } },
    });
  });
});

describe('the stock of a sales channel', () => {
  it('is the one that the channel was given to, whatever its case', async () => {
    const { body: id } = await api.post('stocks', stock('Resolved', ['till', 'Resolver']));
    await expect(api.get('stock-resolver/till/RESOLVER')).resolves.toMatchObject({
      status: 200,
      body: { stock_id: id, name: 'Resolved' },
    });
  });

  it('is the default stock for the website admin', async () => {
    await expect(api.get('stock-resolver/website/admin')).resolves.toMatchObject({
      status: 200,
      body: { stock_id: 1 },
    });
  });

  it('is 404 for a channel that no stock has', async () => {
    await expect(api.get('stock-resolver/website/mars')).resolves.toMatchObject({
      status: 404,
      body: { message: 'No linked stock found' },
    });
  });
});
