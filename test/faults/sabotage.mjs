// Loaded into a worker before its own code (node --import): harms it where SABOTAGE says, the SABOTAGE_AT-th time it gets there.
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const { Client } = require('pg');
const { Kafka } = require('kafkajs');

const [deed, at] = [process.env.SABOTAGE, Number(process.env.SABOTAGE_AT ?? 1)];
let times = 0;
const ALONE_MS = 5_000;
const READERS = `select count(*)::int as count from pg_locks
  where locktype = 'advisory' and objid = 1 and granted and database = (select oid from pg_database where datname = current_database())`;

function die(where) {
  if (where !== deed || ++times !== at) return;
  process.kill(process.pid, process.env.SABOTAGE_SIGNAL ?? 'SIGKILL');
}

const query = Client.prototype.query;
const textOf = (config) => (typeof config === 'string' ? config : (config?.text ?? ''));

Client.prototype.query = function (config, values, callback) {
  const text = textOf(config);
  if (/insert into outcome/.test(text)) this.inBatch = true;
  const commits = this.inBatch && /^\s*commit/i.test(text);
  if (commits) {
    this.inBatch = false;
    die('decided');
    return query.call(this, config, values, callback).then((result) => {
      die('committed');
      return result;
    });
  }
  if (/delete from outbox/.test(text)) die('produced');
  if (deed === 'skip-lock' && /from sku where .* for no key update/s.test(text))
    return query.call(this, { ...asObject(config, values), text: text.replace('for no key update', '') });
  if (deed === 'skip-lock' && /^\s*select.* from stock_index where sku_id = any/s.test(text))
    return query.call(this, config, values).then((result) => anotherHasRead(this).then(() => result));
  if (deed === 'double-apply' && /select command_key from outcome/.test(text))
    return query.call(this, { ...asObject(config, values), text: text + ' and false' });
  if (deed === 'double-apply' && /insert into outcome/.test(text))
    return query.call(this, { ...asObject(config, values), text: text + ' on conflict do nothing' });
  return query.call(this, config, values, callback);
};

/** Holds a transaction that has read until another has read too, or none comes: what they decide then rests on the same rows. */
async function anotherHasRead(client) {
  await query.call(client, 'select pg_advisory_xact_lock_shared(1)');
  for (const deadline = Date.now() + ALONE_MS; Date.now() < deadline; await delay(20)) {
    const { rows } = await query.call(client, READERS);
    if (rows[0].count > 1) return;
  }
}

function asObject(config, values) {
  return typeof config === 'string' ? { text: config, values } : config;
}

const { producer, consumer } = Kafka.prototype;
Kafka.prototype.producer = function ({ transactionalId, ...options }) {
  if (transactionalId && process.env.SABOTAGE_UNFENCED) return unfenced(producer.call(this, options));
  const made = producer.call(this, { ...options, ...(transactionalId && { transactionalId }) });
  const { transaction } = made;
  made.transaction = async () => {
    const begun = await transaction();
    const { commit, sendBatch } = begun;
    begun.sendBatch = async (batch) => {
      die('read');
      return sendBatch(batch);
    };
    begun.commit = async () => {
      die('sent');
      await commit();
    };
    return begun;
  };
  return made;
};
Kafka.prototype.consumer = function (options) {
  const made = consumer.call(this, options);
  const { commitOffsets } = made;
  made.commitOffsets = async (offsets) => {
    die('before the offset');
    await commitOffsets(offsets);
  };
  return made;
};

/** A producer whose transactions are none. */
function unfenced(made) {
  const sendBatch = async (batch) => {
    die('read');
    return made.sendBatch(batch);
  };
  return { ...made, transaction: async () => ({ sendBatch, commit: async () => {}, abort: async () => {} }) };
}
