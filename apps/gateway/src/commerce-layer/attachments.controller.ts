import { Readable } from 'node:stream';
import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Header, NotFoundException, Param, StreamableFile, UseInterceptors } from '@nestjs/common';
import { OutagesAsUnavailable } from '../outages.js';
import { fileOfJob, partsOf, requestsOf, type FileOfJob } from './jobs/jobs.queries.js';

/** Files of jobs, for whoever knows their addresses: a token in each stands for the right to read it. */
@Controller('attachments')
@UseInterceptors(OutagesAsUnavailable)
export class AttachmentsController {
  constructor(private readonly em: EntityManager) {}

  @Get(':token/:name')
  @Header('cache-control', 'private, no-store')
  async file(@Param('token') token: string, @Param('name') name: string): Promise<StreamableFile> {
    const file = await fileOfJob(this.em, token);
    if (!file || file.name !== name) throw new NotFoundException();
    const type = name.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8';
    return new StreamableFile(Readable.from(this.contentOf(file)), {
      type,
      disposition: `attachment; filename="${name}"`,
    });
  }

  private contentOf({ jobId, bulkId, size }: FileOfJob): AsyncIterable<string> {
    return bulkId === null ? partsOf(this.em, jobId) : listed(requestsOf(this.em, bulkId), size);
  }
}

/** Throws when there are fewer than there were: what came is not the whole. */
async function* listed(chunks: AsyncIterable<string[]>, size: number): AsyncGenerator<string> {
  let listedSoFar = 0;
  for await (const texts of chunks) {
    yield (listedSoFar === 0 ? '[' : ',\n') + texts.join(',\n');
    listedSoFar += texts.length;
  }
  if (listedSoFar < size) throw new Error(`Of ${size} inputs ${size - listedSoFar} are gone.`);
  yield ']';
}
