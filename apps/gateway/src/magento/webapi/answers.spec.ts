import { Controller, Get, Param } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { BadSearch } from '#inventory/search';
import { Accepted, KeyReused, OutcomeUnknown, Unavailable } from '../../commands.js';
import { ErrorAnswers } from './answers.js';
import { MagentoError } from './errors.js';

const FAILURES: Record<string, () => Error> = {
  unavailable: () => new Unavailable(7),
  unknown: () => new OutcomeUnknown('/commands/1'),
  accepted: () => new Accepted('/commands/2'),
  reused: () => new KeyReused(),
  search: () => new BadSearch('bad-value', 'createdAt', 'soon'),
  listed: () =>
    new MagentoError(400, 'Headline', {}, [
      { message: '%1', parameters: ['a'] },
      { message: 'b', parameters: {} },
    ]),
  bug: () => new TypeError('secret'),
};

@Controller(['rest', 'other'])
class FailingController {
  @Get(':failure')
  fail(@Param('failure') failure: string): never {
    throw FAILURES[failure]!();
  }
}

const logged: string[] = [];
let app: NestFastifyApplication;
beforeAll(async () => {
  const providers = [{ provide: APP_FILTER, useClass: ErrorAnswers }];
  const testing = await Test.createTestingModule({ controllers: [FailingController], providers }).compile();
  app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.useLogger({ log: () => undefined, warn: () => undefined, error: (line: string) => logged.push(line) });
  await app.init();
});
afterAll(() => app.close());

const answer = async (path: string) => {
  const { statusCode, headers, body } = await app.inject(path);
  return { status: statusCode, headers, body: JSON.parse(body) as unknown };
};

describe('an error below /rest', () => {
  it.each([
    ['unavailable', 503, { 'retry-after': '7' }],
    ['unknown', 504, { location: '/commands/1' }],
    ['reused', 422, {}],
    ['search', 400, {}],
  ])('%s is %i', async (failure, status, headers) => {
    const answered = await answer(`/rest/${failure}`);
    expect(answered).toMatchObject({
      status,
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    });
    expect(answered.body).toMatchObject({ message: expect.stringMatching(/\.$/) });
  });

  it('of a client that did not wait is none', async () => {
    await expect(answer('/rest/accepted')).resolves.toMatchObject({
      status: 202,
      headers: { location: '/commands/2' },
      body: [],
    });
  });

  it('lists its entries, without parameters as an empty list', async () => {
    const errors = [
      { message: '%1', parameters: ['a'] },
      { message: 'b', parameters: [] },
    ];
    await expect(answer('/rest/listed')).resolves.toMatchObject({ status: 400, body: { message: 'Headline', errors } });
  });

  it('that is a bug is masked, and logged under the number it tells', async () => {
    const { status, body } = await answer('/rest/bug');
    expect(status).toBe(500);
    const { message } = body as { message: string };
    const [report] = /webapi-[0-9a-f]+$/.exec(message)!;
    expect(message).toBe(`Internal Error. Details are available in Magento log file. Report ID: ${report}`);
    expect(logged).toContainEqual(expect.stringContaining(`${report}; TypeError: secret`));
  });
});

it('an error elsewhere is left to Nest', async () => {
  await expect(answer('/other/bug')).resolves.toMatchObject({ status: 500, body: { statusCode: 500 } });
});
