declare module 'class-transformer/cjs/storage.js' {
  interface MetadataStorage {
    findTypeMetadata(owner: new () => object, property: string): { typeFunction(): new () => object } | undefined;
  }
  const storage: { defaultMetadataStorage: MetadataStorage };
  export default storage;
}
