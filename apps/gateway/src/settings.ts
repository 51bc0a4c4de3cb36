import { IsBoolean, IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { BooleanText, NumberText } from '#contracts/settings';
import { AccessSettings } from './access/access-settings.js';

/** Settings of the gateway. */
export class GatewaySettings extends AccessSettings {
  /** Address and port of HTTP. */
  HOST = '127.0.0.1';
  @NumberText() @IsInt() @Min(1) @Max(65_535) PORT = 3000;
  /** How long a write waits for its outcome, in milliseconds. */
  @NumberText() @IsInt() @Min(100) ANSWER_TIMEOUT_MS = 10_000;
  /** How long it goes on taking connections once it is told to stop, in milliseconds: at least the time between two looks at its readiness. */
  @NumberText() @IsInt() @Min(0) @Max(600_000) STOP_DELAY_MS = 500;
  /** Largest body of a request, in bytes. */
  @NumberText() @IsInt() @Min(1_000) @Max(1_000_000_000) BODY_LIMIT = 25 * 1_048_576;
  /** Codes of the store views that Magento's clients may name in a path besides `all`, separated by commas. */
  @Matches(/^[a-z]\w*(,[a-z]\w*)*$/i, {
    message: 'STORE_CODES must be codes of letters, digits and "_", separated by commas',
  })
  STORE_CODES = 'default';
  /** Most elements of a list in a request of Magento's clients; 0: as many as there are. */
  @NumberText() @IsInt() @Min(0) ITEM_LIMIT = 0;
  /** Largest page that Magento's clients may ask for, in rows; 0: any. */
  @NumberText() @IsInt() @Min(0) PAGE_LIMIT = 0;
  /** Rows of a page when Magento's clients do not say; 0: all rows. */
  @NumberText() @IsInt() @Min(0) DEFAULT_PAGE_SIZE = 0;
  /** Whether Commerce Layer's clients may send only so many requests a minute, as that service has it. */
  @IsIn(['off', 'on']) RATE_LIMIT: 'off' | 'on' = 'off';
  /** How long a webhook may take to answer, in milliseconds. */
  @NumberText() @IsInt() @Min(10) @Max(60_000) WEBHOOK_TIMEOUT_MS = 5_000;
  /** When a webhook that failed is told again, in milliseconds; each time after twice as long. */
  @NumberText() @IsInt() @Min(1) @Max(600_000) WEBHOOK_RETRY_MS = 5_000;
  /** Webhooks told at once by this gateway; 0: it tells none. */
  @NumberText() @IsInt() @Min(0) @Max(10_000) WEBHOOK_CONCURRENCY = 100;
  /** Whether webhooks may be at addresses that are not public: of this machine, of private networks. */
  @BooleanText() @IsBoolean() WEBHOOK_PRIVATE_ADDRESSES = false;
  /** Who tells Magento's clients where addresses lie: `offline` by the places imported, `google` never, since no key can be given. */
  @IsIn(['offline', 'google'], { message: 'DISTANCE_PROVIDER must be offline or google' })
  DISTANCE_PROVIDER: 'offline' | 'google' = 'offline';
  /** Country of a search term that names none, as its code of two letters. */
  @Matches(/^[A-Z]{2}$/, { message: 'DEFAULT_COUNTRY must be a code of two capital letters' }) DEFAULT_COUNTRY = 'US';
}
