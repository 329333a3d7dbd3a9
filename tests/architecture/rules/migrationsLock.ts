import { createHash } from 'node:crypto'

/** For each migration that has been committed, the SHA-256 of its file. */
export type MigrationsLock = Readonly<Record<string, string>>

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Returns what is wrong between the migrations and their lock: a line for each, with what to do. */
export function checkMigrations(migrations: Readonly<Record<string, string>>, lock: MigrationsLock): string[] {
  const gone = Object.keys(lock)
    .filter((path) => migrations[path] === undefined)
    .map((path) => `${path} is gone: databases have it. Put it back, and undo what it did in a new migration.`)
  const wrong = Object.entries(migrations).flatMap(([path, text]) => {
    const locked = lock[path]
    if (locked === sha256(text)) return []
    return locked === undefined
      ? [`${path} is new: put "${path}": "${sha256(text)}" into tests/architecture/migrations.lock.json.`]
      : [`${path} was changed: databases have applied the old one. Put it back, and write a new migration.`]
  })
  return [...gone, ...wrong]
}

/** The `create table` statements that do not end in `strict`. */
export function looseTables(sql: string): string[] {
  const statements = sql.replace(/--.*$/gm, '').match(/create table[^;]*/gi) ?? []
  return statements.filter((statement) => !/\)[^()]*\bstrict\b[^()]*$/i.test(statement))
}
