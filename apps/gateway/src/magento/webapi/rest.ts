import { applyDecorators, Controller, Delete, Get, HttpCode, Post, Put, UseGuards } from '@nestjs/common';
import { Admission, Needs } from './admission.js';
import { JsonAnswer } from './answers.js';

/** Makes a controller's routes answer for every store view; stock is the same in all of them. MSI contract A1. */
export function Rest(): ClassDecorator {
  const paths = ['rest', 'rest/all', 'rest/default'];
  return applyDecorators(Controller(paths), UseGuards(Admission));
}

/** A route as Magento's `webapi.xml` names it, with the ACL resource it needs; none given: everybody may come. It answers 200 with JSON. */
export function Route(method: keyof typeof METHODS, path: string, resource?: string): MethodDecorator {
  return applyDecorators(JsonAnswer, METHODS[method](path), HttpCode(200), ...(resource ? [Needs(resource)] : []));
}

const METHODS = { GET: Get, POST: Post, PUT: Put, DELETE: Delete };
