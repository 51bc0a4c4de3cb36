// CommonJS packages that require() an ES module fail under jest unless that module is already evaluated.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
