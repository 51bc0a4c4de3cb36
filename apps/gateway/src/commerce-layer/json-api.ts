import { applyDecorators, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { Admission } from './admission.js';
import { OutagesAsUnavailable } from '../outages.js';
import { DocumentAnswers, ErrorAnswers } from './answers.js';

/** Makes a controller speak JSON:API: who may enter, and how documents and errors leave. */
export function JsonApi(): ClassDecorator {
  return applyDecorators(
    UseGuards(Admission),
    UseInterceptors(OutagesAsUnavailable, DocumentAnswers),
    UseFilters(ErrorAnswers),
  );
}
