import { applyDecorators, Controller, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { OutagesAsUnavailable } from '../outages.js';
import { Admission } from './admission.js';
import { RateLimit } from './rate-limit.js';
import { DocumentAnswers, ErrorAnswers } from './answers.js';

/** Makes a controller speak JSON:API below a path: who may enter, and how documents and errors leave. */
export function JsonApi(...paths: string[]): ClassDecorator {
  return applyDecorators(
    Controller(paths),
    UseGuards(RateLimit, Admission),
    UseInterceptors(OutagesAsUnavailable, DocumentAnswers),
    UseFilters(ErrorAnswers),
  );
}

/** Makes a controller serve the resource of a type, and the same records under other types. */
export function Serves(...types: string[]): ClassDecorator {
  return JsonApi(...types.map((type) => `api/${type}`));
}
