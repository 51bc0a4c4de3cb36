import type { CommandName } from '#contracts/commands';
import { problem, PROBLEMS, type Problem, type ProblemCode } from '#contracts/problems';
import { refusalOf } from './refusals.rules.js';

const answer = (command: CommandName, ...problems: Problem[]) => {
  const { status, message, parameters, errors } = refusalOf(command, problems);
  return { status, message, parameters, errors };
};

describe('problems that Magento tells alone', () => {
  it.each<[CommandName, Problem, string]>([
    ['SaveSourceItems', problem('LIST_EMPTY', 'items'), 'Input data is empty'],
    ['SaveSources', problem('SOURCE_NAME_TAKEN', 'sources.0.name', { name: 'x' }), 'Could not save Source'],
    ['SaveStocks', problem('STOCK_NAME_TAKEN', 'stocks.0.name', { name: 'x' }), 'Could not save Stock'],
    ['AssignSourcesToStock', problem('SOURCE_UNKNOWN', '', { sourceCode: 'x' }), 'Could not save StockSourceLinks'],
    ['AssignSourcesToStock', problem('STOCK_UNKNOWN', '', { stockId: 9 }), 'Could not save StockSourceLinks'],
    ['PlaceReservations', problem('STOCK_UNKNOWN', '', { stockId: 9 }), 'Could not append Reservation'],
    ['SaveSourceItems', problem('SOURCE_UNKNOWN', '', { sourceCode: 'x' }), 'Could not save Source Item'],
    [
      'UnassignSourcesFromStock',
      problem('LINK_OF_DEFAULTS', 'links.0'),
      'Can not delete link related to Default Source or Default Stock',
    ],
    ['DeleteStocks', problem('DEFAULT_STOCK_KEPT', ''), 'Default Stock could not be deleted.'],
    [
      'DeleteStocks',
      problem('STOCK_HAS_CHANNELS', '', { stockId: 2 }),
      'Stock has at least one sale channel and could not be deleted.',
    ],
  ])('%s, %j', (command, one, message) => {
    expect(answer(command, one)).toEqual({ status: 400, message, parameters: {}, errors: [] });
  });

  it.each<[Problem, string]>([
    [problem('DEFAULT_SOURCE_KEPT', ''), 'Default Source could not be deleted.'],
    [
      problem('SOURCE_LINKED', '', { sourceCode: 'x' }),
      'Source is linked to at least one stock and could not be deleted.',
    ],
    [
      problem('SOURCE_HAS_ITEMS', '', { sourceCode: 'x' }),
      'Source has at least one source item and could not be deleted.',
    ],
  ])('of a source to delete: %j', (one, message) => {
    expect(answer('DeleteSources', one)).toEqual({ status: 400, message, parameters: {}, errors: [] });
  });

  it('a source to delete that does not exist is not found', () => {
    expect(answer('DeleteSources', problem('SOURCE_UNKNOWN', '', { sourceCode: 'x' }))).toEqual({
      status: 404,
      message: 'Source with code "%value" does not exist.',
      parameters: { value: 'x' },
      errors: [],
    });
  });

  it('a stock to delete that does not exist is not found', () => {
    expect(answer('DeleteStocks', problem('STOCK_UNKNOWN', '', { stockId: 9 }))).toEqual({
      status: 404,
      message: 'There is no stock with "%fieldValue" for "%fieldName". Verify and try again.',
      parameters: { fieldName: 'stock_id', fieldValue: 9 },
      errors: [],
    });
  });

  it('a command that failed is an internal error', () => {
    expect(answer('SaveStocks', problem('COMMAND_FAILED', '', { detail: 'a bug' }))).toMatchObject({ status: 500 });
  });
});

describe('problems that are listed', () => {
  it('keep their order, under one headline, with fields as the client spells them', () => {
    const problems = [
      problem('FIELD_EMPTY', 'sources.0.countryId', { field: 'countryId' }),
      problem('DEFAULT_SOURCE_DISABLED', 'sources.0.enabled'),
    ];
    expect(answer('SaveSources', ...problems)).toEqual({
      status: 400,
      message: 'Validation Failed',
      parameters: {},
      errors: [
        { message: '"%field" can not be empty.', parameters: { field: 'country_id' } },
        { message: 'Default source can not be disabled.', parameters: {} },
      ],
    });
  });

  it('of source items have the first one in the headline, filled in', () => {
    const { message, errors } = answer(
      'SaveSourceItems',
      problem('FIELD_HAS_WHITESPACE', 'items.0.sourceCode', { field: 'sourceCode' }),
      problem('STATUS_UNKNOWN', 'items.0.status', { field: 'status' }),
    );
    expect(message).toBe('Validation Failed: "source_code" can not contain whitespaces.');
    expect(errors).toHaveLength(2);
  });

  it('of SKUs that are not there in the quantity asked for say how much is, with the code of Magento', () => {
    const shortage = (code: ProblemCode, stockId: number) =>
      problem(code, '', { sku: 'CHAIR', stockId, asked: '2.5', left: '1' });
    const none =
      'is_any_source_item_in_stock-no_source_items_in_stock: There are no source items with the in stock status';
    expect(
      answer('PlaceReservations', shortage('NOT_ENOUGH', 2), shortage('NOT_ASSIGNED', 2), shortage('NOT_IN_STOCK', 2)),
    ).toEqual({
      status: 400,
      message: 'Not all of your products are available in the requested quantity.',
      parameters: {},
      errors: [
        [2, 'back_order-disabled: Backorders are disabled'],
        [2, 'requested-sku-is-not-assigned-to-given-stock: The requested sku is not assigned to given stock.'],
        [2, none],
      ].map(([stock_id, message]) => ({
        message,
        parameters: { sku: 'CHAIR', stock_id, requested: 2.5, salable: 1 },
      })),
    });
  });

  it.each(Object.keys(PROBLEMS) as ProblemCode[])('all have words: %s', (code) => {
    const params = {
      field: 'sourceCode',
      max: 5,
      code: 'x',
      name: 'x',
      detail: 'x',
      sourceCode: 'x',
      stockId: 1,
      sku: 'x',
    };
    const { message, errors } = answer(
      'SaveSources',
      problem(code, '', { ...params, left: '1', asked: '2', brace: 'x', type: 'x' }),
    );
    for (const text of [message, ...errors.map((error) => error.message)])
      expect(text).toMatch(/^([\w-]+: )?[A-Z"%].*\S$/);
  });
});
