import { z } from 'zod'
import { settingsSchema } from '../../shared/ipc/settings.ts'
import { workspaceSchema } from '../../shared/ipc/workspace.ts'
import { clinicDocumentSchema } from '../../shared/model/clinic/clinicRules.ts'
import { sessionIdSchema, userIdSchema } from '../../shared/model/ids.ts'
import { roleSchema } from '../../shared/model/role.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

/** The things of which there is one. */
const settingSchemas = {
  /** Owner of this file, as the relay last named them. */
  account: z.object({ relayUrl: z.string(), userId: userIdSchema, name: z.string(), role: roleSchema }),
  refreshToken: z.string(),
  settings: settingsSchema,
  workspace: workspaceSchema,
  /** The rules of the clinic, as the relay last told them. */
  clinic: clinicDocumentSchema,
  /** The moment of the relay's past from which changes are asked for next. */
  syncToken: z.string(),
  /** The sessions that had a tab when the workspace was last saved. */
  openSessions: z.array(sessionIdSchema),
} as const

type SettingName = keyof typeof settingSchemas
type Settings = { readonly [N in SettingName]: z.output<(typeof settingSchemas)[N]> }
type Setting<N extends SettingName> = Settings[N]

/** The same schemas, so typed that what one of them accepts is known by its name. */
const schemaOf: { readonly [N in SettingName]: z.ZodType<Settings[N]> } = settingSchemas

export interface SettingStore {
  /**
   * Returns the value stored under the name; undefined when there is none, or one in a form that this version does not know.
   */
  readonly read: <N extends SettingName>(name: N) => Setting<N> | undefined
  readonly write: <N extends SettingName>(name: N, value: Setting<N>) => void
  readonly remove: (name: SettingName) => void
}

export function createSettingStore(db: ConsoleDatabase): SettingStore {
  const read = db.prepare<[string], { value_json: string }>('SELECT value_json FROM setting WHERE name = ?')
  const write = db.prepare<[string, string]>(
    `INSERT INTO setting (name, value_json) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json`,
  )
  const remove = db.prepare<[string]>('DELETE FROM setting WHERE name = ?')

  function readSetting<N extends SettingName>(name: N): Setting<N> | undefined {
    const row = read.get(name)
    return row && schemaOf[name].safeParse(JSON.parse(row.value_json)).data
  }

  return {
    read: readSetting,
    write: (name, value) => {
      write.run(name, JSON.stringify(value))
    },
    remove: (name) => {
      remove.run(name)
    },
  }
}
