import type { ConsoleDatabase } from './openDatabase.ts'

/** The things of which there is one: what each is and how it is read is its owner's affair. */
export type SettingName = 'account' | 'refreshToken' | 'settings' | 'workspace'

export interface SettingStore {
  /** What was written under the name, or undefined. */
  readonly read: (name: SettingName) => unknown
  readonly write: (name: SettingName, value: unknown) => void
  readonly remove: (name: SettingName) => void
}

export function createSettingStore(db: ConsoleDatabase): SettingStore {
  const read = db.prepare<[string], { value_json: string }>('SELECT value_json FROM setting WHERE name = ?')
  const write = db.prepare<[string, string]>(
    `INSERT INTO setting (name, value_json) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json`,
  )
  const remove = db.prepare<[string]>('DELETE FROM setting WHERE name = ?')

  return {
    read: (name) => {
      const row = read.get(name)
      return row ? JSON.parse(row.value_json) : undefined
    },
    write: (name, value) => {
      write.run(name, JSON.stringify(value))
    },
    remove: (name) => {
      remove.run(name)
    },
  }
}
