import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { GatewaySettings } from './settings.js';

/** The time between being told to stop and taking no more connections, in which whoever balances load learns to go elsewhere. */
@Injectable()
export class Draining implements BeforeApplicationShutdown {
  private begun = false;

  constructor(private readonly settings: GatewaySettings) {}

  /** Whether the gateway has been told to stop. */
  get underWay(): boolean {
    return this.begun;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.begun = true;
    await delay(this.settings.STOP_DELAY_MS);
  }
}
