import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { NumberText } from '#contracts/settings';
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
  /** Who tells Magento's clients where addresses lie: `offline` by the places imported, `google` never, since no key can be given. */
  @IsIn(['offline', 'google'], { message: 'DISTANCE_PROVIDER must be offline or google' })
  DISTANCE_PROVIDER: 'offline' | 'google' = 'offline';
  /** Country of a search term that names none, as its code of two letters. */
  @Matches(/^[A-Z]{2}$/, { message: 'DEFAULT_COUNTRY must be a code of two capital letters' }) DEFAULT_COUNTRY = 'US';
}
