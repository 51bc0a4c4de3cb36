import { hash } from 'node:crypto';
import type { OperationToAdd } from '#messaging/bulks.sql';
import { Listing } from '../webapi/listing.js';
import { serializedData, type Rejection } from './operation.shapes.js';

/** What is said at once of one of the requests of a bulk. */
interface RequestItem {
  id: number;
  data_hash: string;
  status: 'accepted' | 'rejected';
  error_message?: string;
  error_code?: number;
}

const DIGEST_BYTES = 32;
const AT_ONCE = 2_000;

/** What is answered for the requests of a bulk. It keeps little of each, since there may be very many. MSI contract A8. */
export class Receipt {
  private readonly digests: Buffer;
  private readonly rejections = new Map<number, string>();

  constructor(
    private readonly uuid: string,
    private readonly count: number,
  ) {
    this.digests = Buffer.alloc(count * DIGEST_BYTES);
  }

  /** Notes what became of a request. */
  note({ number, request, order }: OperationToAdd<Rejection>): void {
    hash('sha256', serializedData(request), 'buffer').copy(this.digests, number * DIGEST_BYTES);
    if ('rejection' in order) this.rejections.set(number, order.rejection.message);
  }

  /** `{ bulk_uuid, request_items, errors }`. */
  answer(): Listing {
    return new Listing(this.items(), { bulk_uuid: this.uuid, errors: this.rejections.size > 0 }, 'request_items');
  }

  private async *items(): AsyncGenerator<RequestItem[]> {
    for (let from = 0; from < this.count; from += AT_ONCE) {
      const length = Math.min(AT_ONCE, this.count - from);
      yield await Promise.resolve(Array.from({ length }, (_, index) => this.item(from + index)));
    }
  }

  private item(id: number): RequestItem {
    const error_message = this.rejections.get(id);
    const data_hash = this.digests.toString('hex', id * DIGEST_BYTES, (id + 1) * DIGEST_BYTES);
    if (error_message === undefined) return { id, data_hash, status: 'accepted' };
    return { id, data_hash, status: 'rejected', error_message, error_code: 0 };
  }
}
