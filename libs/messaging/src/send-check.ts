import type { PartitionerArgs, RecordMetadata } from 'kafkajs';
import { partitionByKey } from './message-key.js';

/**
 * Checks that a producer's send has reached every partition it was for. When kafkajs repeats a send, it leaves out the brokers that have
 * answered already; a partition whose leadership has moved to one of them in between is never sent, and success is told.
 * For one send at a time.
 */
export class SendCheck {
  private expected = new Set<string>();

  /** The partitioner to give to the producer: by key, and noted. */
  readonly createPartitioner = () => {
    const choose = partitionByKey();
    return (args: PartitionerArgs): number => {
      const partition = choose(args);
      this.expected.add(place(args.topic, partition));
      return partition;
    };
  };

  /** Throws unless the brokers' answers to the send cover all that was sent since the last call. */
  confirm(answers: RecordMetadata[]): void {
    const expected = this.expected;
    this.expected = new Set();
    for (const { topicName, partition } of answers) expected.delete(place(topicName, partition));
    if (expected.size > 0) {
      throw new Error(`Kafka did not confirm records for ${[...expected].join(', ')}: they have to be sent again.`);
    }
  }
}

function place(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
