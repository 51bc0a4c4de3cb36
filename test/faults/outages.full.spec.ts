import { setTimeout as pause } from 'node:timers/promises';
import { startPipe, type Pipe } from '#testing/pipe';
import { audit } from './audit.js';
import { expectHealed } from './healing.js';
import { note } from './report.js';
import { Chance, seed } from './scale.js';
import { openShop, Traffic } from './traffic.js';
import { bringUpVictims, type Victim, type Victims } from './victims.js';

const ANSWER_TIMEOUT_MS = 10_000;
const MARGIN_MS = 3_000;
const GONE_MS = 30_000;

let victims: Victims;
let pipe: Pipe;
let traffic: Traffic;

beforeAll(async () => {
  victims = await bringUpVictims();
  pipe = await startPipe({ ANSWER_TIMEOUT_MS: String(ANSWER_TIMEOUT_MS) }, { on: victims });
  await openShop(pipe);
}, 120_000);
beforeEach(() => {
  traffic = new Traffic(pipe, new Chance(seed));
});
afterEach(() => traffic.abandon());
afterAll(async () => {
  await pipe?.close();
  await victims?.stop();
});

const outages: [string, (of: Victims) => Victim[]][] = [
  ['PostgreSQL', ({ postgres }) => [postgres]],
  ['Kafka', ({ kafka }) => [kafka]],
  ['both', ({ kafka, postgres }) => [kafka, postgres]],
];

test.each(outages)(
  '%s gone under load: what was accepted is carried out once, what was not never is, and all heals without a hand',
  async (name, gone) => {
    const { journal } = traffic;
    const pids = [pipe.worker.pid, pipe.gateway.pid];
    traffic.start();
    await traffic.flows();

    for (const victim of gone(victims)) await victim.kill();
    await pause(GONE_MS);
    const { troubles } = traffic;
    for (const victim of gone(victims)) await victim.startAgain();
    const healedMs = await expectHealed(pipe, traffic);

    const { applied, entries } = await audit(pipe, traffic);
    expect(troubles).not.toEqual([]);
    expect(journal.slowestMs).toBeLessThan(ANSWER_TIMEOUT_MS + MARGIN_MS);
    expect([pipe.worker.pid, pipe.gateway.pid]).toEqual(pids);
    note({
      promise: 'outages heal without a hand',
      run: `${name} gone for ${GONE_MS / 1_000} s by SIGKILL under load`,
      seen:
        `normal ${(healedMs / 1_000).toFixed(1)} s after the return; ${entries} commands, ${applied} applied once, none lost; ` +
        `answers ${traffic.told}`,
    });
  },
  240_000,
);
