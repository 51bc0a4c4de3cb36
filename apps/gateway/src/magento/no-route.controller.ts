import { All, Controller } from '@nestjs/common';
import { MagentoError } from './webapi/errors.js';

/** What no other controller serves, an unknown store view too. MSI contract A1. */
@Controller('rest')
export class NoRouteController {
  @All(['', '*'])
  refuse(): never {
    throw new MagentoError(404, 'Request does not match any route.');
  }
}
