import { All, Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MagentoError } from './webapi/errors.js';

/** What no other controller serves: an unknown store view, a method that Magento does not know. MSI contract A1. */
@Controller('rest')
export class NoRouteController {
  @All(['', '*'])
  refuse(@Req() { method }: FastifyRequest): never {
    if (!METHODS.includes(method)) throw new MagentoError(400, 'Request method is invalid.');
    throw new MagentoError(404, 'Request does not match any route.');
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
