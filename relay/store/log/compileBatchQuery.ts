import type { CompiledQuery } from 'kysely'

/**
 * Creates a query over any number of rows that is compiled once for each number and then only given its parameters; compiling is
 * most of what a small batch would cost. `parametersOf` returns a row's parameters in the order of the statement.
 */
export function compileBatchQuery<Row, Result>(
  compile: (rows: readonly Row[]) => CompiledQuery<Result>,
  parametersOf: (row: Row) => readonly unknown[],
): (rows: readonly Row[]) => CompiledQuery<Result> {
  const compiled = new Map<number, CompiledQuery<Result>>()
  return (rows) => {
    const parameters = rows.flatMap(parametersOf)
    let query = compiled.get(rows.length)
    if (!query) {
      query = compile(rows)
      if (query.parameters.length !== parameters.length) throw new Error('the parameters do not fit the statement')
      compiled.set(rows.length, query)
    }
    return { ...query, parameters }
  }
}
