import kafkajs, { type Kafka, type SASLOptions } from 'kafkajs';
import type { Target } from './target.js';

/** An ordinary Kafka client, such as any other service has. */
export function kafkaOf({ brokers, kafkaSsl, kafkaSasl }: Target): Kafka {
  return new kafkajs.Kafka({
    clientId: 'stockwire-tutorial',
    brokers,
    ssl: kafkaSsl,
    ...(kafkaSasl ? { sasl: kafkaSasl as SASLOptions } : {}),
    logLevel: kafkajs.logLevel.NOTHING,
  });
}
