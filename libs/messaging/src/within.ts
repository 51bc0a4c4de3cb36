import kafkajs from 'kafkajs';

/** What work comes to, or a failure when it takes longer: kafkajs can wait for ever for an answer on a connection that it has closed. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new kafkajs.KafkaJSError(`Kafka has not answered within ${ms} ms.`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
