import kafkajs, { type Kafka } from 'kafkajs';
import { restWhenIdle } from '#messaging/rest-when-idle';

/** A silent client of brokers at `host:port,...`. */
export function kafkaAt(brokers: string): Kafka {
  restWhenIdle();
  return new kafkajs.Kafka({ clientId: 'spec', brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
}
