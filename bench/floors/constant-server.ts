import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Nest and fastify with nothing behind them: what a read would cost that knew its answer. */
@Controller()
class ConstantController {
  @Get('health/ready')
  ready(): object {
    return {};
  }

  @Get('constant/:sku/:stockId')
  constant(): number {
    return 5;
  }
}

@Module({ controllers: [ConstantController] })
class ConstantModule {}

const app = await NestFactory.create(ConstantModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(Number(process.env.PORT), '127.0.0.1');
