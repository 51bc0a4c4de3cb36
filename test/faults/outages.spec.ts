import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#testing/eventually';
import { startPipe, type Pipe } from '#testing/pipe';
import { audit } from './audit.js';
import { expectHealed } from './healing.js';
import { note } from './report.js';
import { Chance, scaled, seed } from './scale.js';
import { Traffic } from './traffic.js';
import { bringUpVictims, type Victim, type Victims } from './victims.js';

const ANSWER_TIMEOUT_MS = scaled(10_000, 2_000);
const MARGIN_MS = 3_000;
const GONE_MS = scaled(30_000, 5_000);

let victims: Victims;
let pipe: Pipe;
let traffic: Traffic;

beforeAll(async () => {
  victims = await bringUpVictims();
});
beforeEach(async () => {
  pipe = await startPipe({ ANSWER_TIMEOUT_MS: String(ANSWER_TIMEOUT_MS) }, { on: victims });
  traffic = new Traffic(pipe, new Chance(seed));
}, 120_000);
afterEach(async () => {
  traffic?.abandon();
  await pipe?.close();
});
afterAll(() => victims?.stop());

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
    await traffic.start();
    await eventually(() => journal.entries.filter(({ told }) => told === 'done').length > 50);
    expect(journal.statuses).toEqual(new Map([...journal.statuses].filter(([status]) => status.endsWith(' 200'))));

    for (const victim of gone(victims)) await victim.kill();
    await pause(GONE_MS);
    const troubles = [...journal.statuses.keys()].filter((status) => !status.endsWith(' 200'));
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
        `answers ${[...journal.statuses].map((it) => it.join(': ')).join(', ')}; slowest ${Math.round(journal.slowestMs)} ms`,
    });
  },
  240_000,
);
