import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AccessModule } from '../access/access.module.js';
import { CONTROLLERS } from './controllers.js';
import { NoRouteController } from './no-route.controller.js';
import { SchemaController } from './schema.controller.js';
import { ErrorAnswers } from './webapi/answers.js';

/** The Magento MSI dialect: everything below `/rest`. */
@Module({
  imports: [AccessModule],
  controllers: [...CONTROLLERS, SchemaController, NoRouteController],
  // Fastify's own refusals pass only filters of the whole application.
  providers: [{ provide: APP_FILTER, useClass: ErrorAnswers }],
})
export class MagentoModule {}
