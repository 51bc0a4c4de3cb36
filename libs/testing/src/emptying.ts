/**
 * A statement that empties all tables but those `kept` and numbers their rows from the beginning again. It deletes: of tables with few rows
 * that takes a hundredth of what truncating them takes.
 */
export function emptying(...kept: string[]): string {
  return `do $$ declare name text; begin
    for name in ${tablesBut(...kept)}
      loop execute format('delete from public.%I', name); end loop;
    for name in select sequencename from pg_sequences where schemaname = 'public' and last_value is not null
      and not exists (select from unnest(${namesOf(kept)}) as one where starts_with(sequencename, one))
      loop perform setval(format('public.%I', name), 1, false); end loop;
  end $$`;
}

/** A query for the names of all tables but those `kept` and the one that tells which migrations have run. */
export function tablesBut(...kept: string[]): string {
  return `select tablename from pg_tables where schemaname = 'public' and tablename <> all(${namesOf(['mikro_orm_migrations', ...kept])})`;
}

function namesOf(tables: string[]): string {
  return `array[${tables.map((name) => `'${name}'`).join()}]::text[]`;
}
