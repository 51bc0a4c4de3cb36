import {
  applyDecorators,
  Controller,
  Delete,
  Get,
  HttpCode,
  Post,
  Put,
  SetMetadata,
  UseGuards,
  type Type as Class,
} from '@nestjs/common';
import { Admission, Needs } from './admission.js';
import { JsonAnswer } from './answers.js';
import type { Parameters } from './input.js';
import type { Type } from './types.js';
import type { Write } from './write.js';

/** What a client needs to know of a route besides its path. */
export interface RouteFacts {
  /** What it does, in a sentence. */
  summary: string;
  /** The parameters that it reads; left out: those of its write. */
  takes?: Parameters;
  /** What it changes. */
  write?: Write;
  /** What it answers; left out: an empty list. */
  answers?: Type<unknown>;
  /** It accepts what will be done later, one body or a list of them: 202. MSI contract A8. */
  accepts?: 'one' | 'many';
  /** It changes nothing, although its method would. */
  readsOnly?: boolean;
}

/** A route as Magento's `webapi.xml` names it. */
export interface RouteDescription extends Partial<RouteFacts> {
  method: keyof typeof METHODS;
  path: string;
  resource?: string;
}

/** Makes a controller's routes answer below `/rest`, whatever the store view. MSI contract A1. */
export function Rest(): ClassDecorator {
  return applyDecorators(Controller('rest'), UseGuards(Admission));
}

/** A route with the ACL resource it needs; none given: everybody may come. It answers with JSON. OpenAPI is made of its facts. */
export function Route(
  method: keyof typeof METHODS,
  path: string,
  resource?: string,
  facts?: RouteFacts,
): MethodDecorator {
  const takes = facts?.takes ?? facts?.write?.takes;
  const description: RouteDescription = { method, path, resource, ...facts, takes };
  return applyDecorators(
    JsonAnswer,
    METHODS[method](path),
    HttpCode(facts?.accepts ? 202 : 200),
    SetMetadata(DESCRIPTION, description),
    ...(resource ? [Needs(resource)] : []),
  );
}

/** The routes of controllers, in the order in which they are written. */
export function routesOf(controllers: Class[]): RouteDescription[] {
  return controllers.flatMap(({ prototype }) =>
    Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = (prototype as Record<string, unknown>)[name] as object;
      return (Reflect.getMetadata(DESCRIPTION, handler) as RouteDescription | undefined) ?? [];
    }),
  );
}

const METHODS = { GET: Get, POST: Post, PUT: Put, DELETE: Delete };
const DESCRIPTION = 'stockwire:route';
